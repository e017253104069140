/**
 * Instruction codes of WebAssembly, as the specification's binary format lists them. One byte codes stand for
 * themselves; 0xfcNN and 0xfdNN stand for the prefix and the number NN after it. Only what Limpet emits is here,
 * and nothing of relaxed SIMD, whose results may differ between machines.
 */

/** Types of values on the stack, in locals, parameters and results. */
export type ValueType = 'i32' | 'f32' | 'v128';

/** Type codes. */
export const valueTypeCodes: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };

/** Codes of structure, variables and bulk memory, which the function builder wraps one by one. */
export const control = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  return: 0x0f,
  call: 0x10,
  drop: 0x1a,
  select: 0x1b,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  memoryInit: 0xfc08,
  dataDrop: 0xfc09,
  memoryCopy: 0xfc0a,
  memoryFill: 0xfc0b,
  i32Const: 0x41,
  f32Const: 0x43,
  v128Const: 0xfd0c,
  shuffle: 0xfd0d,
  emptyBlock: 0x40,
} as const;

/** Instructions without an immediate operand, by the type they are named after. */
export const plainInstructions = {
  i32: {
    eqz: 0x45,
    eq: 0x46,
    ne: 0x47,
    ltS: 0x48,
    ltU: 0x49,
    gtS: 0x4a,
    gtU: 0x4b,
    leS: 0x4c,
    leU: 0x4d,
    geS: 0x4e,
    geU: 0x4f,
    add: 0x6a,
    sub: 0x6b,
    mul: 0x6c,
    divS: 0x6d,
    divU: 0x6e,
    remS: 0x6f,
    remU: 0x70,
    and: 0x71,
    or: 0x72,
    xor: 0x73,
    shl: 0x74,
    shrS: 0x75,
    shrU: 0x76,
    reinterpretF32: 0xbc,
    truncSatF32S: 0xfc00,
    truncSatF32U: 0xfc01,
  },
  f32: {
    eq: 0x5b,
    ne: 0x5c,
    lt: 0x5d,
    gt: 0x5e,
    le: 0x5f,
    ge: 0x60,
    abs: 0x8b,
    neg: 0x8c,
    ceil: 0x8d,
    floor: 0x8e,
    trunc: 0x8f,
    nearest: 0x90,
    sqrt: 0x91,
    add: 0x92,
    sub: 0x93,
    mul: 0x94,
    div: 0x95,
    min: 0x96,
    max: 0x97,
    convertI32S: 0xb2,
    convertI32U: 0xb3,
    reinterpretI32: 0xbe,
  },
  v128: {
    not: 0xfd4d,
    and: 0xfd4e,
    andnot: 0xfd4f,
    or: 0xfd50,
    xor: 0xfd51,
    bitselect: 0xfd52,
    anyTrue: 0xfd53,
  },
  i32x4: {
    splat: 0xfd11,
    eq: 0xfd37,
    ne: 0xfd38,
    ltS: 0xfd39,
    ltU: 0xfd3a,
    gtS: 0xfd3b,
    gtU: 0xfd3c,
    leS: 0xfd3d,
    leU: 0xfd3e,
    geS: 0xfd3f,
    geU: 0xfd40,
    abs: 0xfda0,
    neg: 0xfda1,
    allTrue: 0xfda3,
    shl: 0xfdab,
    shrS: 0xfdac,
    shrU: 0xfdad,
    add: 0xfdae,
    sub: 0xfdb1,
    mul: 0xfdb5,
    minS: 0xfdb6,
    minU: 0xfdb7,
    maxS: 0xfdb8,
    maxU: 0xfdb9,
    truncSatF32x4S: 0xfdf8,
    truncSatF32x4U: 0xfdf9,
  },
  f32x4: {
    splat: 0xfd13,
    eq: 0xfd41,
    ne: 0xfd42,
    lt: 0xfd43,
    gt: 0xfd44,
    le: 0xfd45,
    ge: 0xfd46,
    ceil: 0xfd67,
    floor: 0xfd68,
    trunc: 0xfd69,
    nearest: 0xfd6a,
    abs: 0xfde0,
    neg: 0xfde1,
    sqrt: 0xfde3,
    add: 0xfde4,
    sub: 0xfde5,
    mul: 0xfde6,
    div: 0xfde7,
    min: 0xfde8,
    max: 0xfde9,
    convertI32x4S: 0xfdfa,
    convertI32x4U: 0xfdfb,
  },
} as const;

/** Instructions with a lane number. */
export const laneInstructions = {
  i32x4: { extractLane: 0xfd1b, replaceLane: 0xfd1c },
  f32x4: { extractLane: 0xfd1f, replaceLane: 0xfd20 },
} as const;

/** Loads and stores: the address is on the stack, a constant byte offset in the instruction. */
export const memoryInstructions = {
  i32: { load: 0x28, store: 0x36 },
  f32: { load: 0x2a, store: 0x38 },
  v128: { load: 0xfd00, load32Splat: 0xfd09, store: 0xfd0b, load32Zero: 0xfd5c, load64Zero: 0xfd5d },
} as const;

/** Loads and stores of one lane. */
export const memoryLaneInstructions = {
  v128: { load32Lane: 0xfd56, load64Lane: 0xfd57, store32Lane: 0xfd5a, store64Lane: 0xfd5b },
} as const;
