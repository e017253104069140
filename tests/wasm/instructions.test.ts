import { describe, expect, it } from 'vitest';
import type { plainInstructions } from '../../src/wasm/instructions.ts';
import { instantiate } from './instantiate.ts';

type Scalar = 'i32' | 'f32';
type Shape = 'scalar' | 'vector';

/** What one lane (or one scalar) of an instruction computes; `undefined` stands for a trap. */
interface Semantics {
  readonly operands: readonly Scalar[];
  readonly result: Scalar;
  readonly value: (...operands: number[]) => number | undefined;
}

type Table = { readonly [Type in 'i32' | 'f32']: Rows<Type> } & {
  readonly [Type in 'i32x4' | 'f32x4']: Omit<Rows<Type>, 'splat' | 'allTrue'>;
};
type Rows<Type extends keyof typeof plainInstructions> = {
  readonly [Name in keyof (typeof plainInstructions)[Type]]: Semantics;
};

const row =
  (operands: readonly Scalar[], result: Scalar) =>
  (value: Semantics['value']): Semantics => ({ operands, result, value });
const i = row(['i32'], 'i32');
const ii = row(['i32', 'i32'], 'i32');
const f = row(['f32'], 'f32');
const ff = row(['f32', 'f32'], 'f32');
const compareF = row(['f32', 'f32'], 'i32');
const fToI = row(['f32'], 'i32');
const iToF = row(['i32'], 'f32');

const bits = new DataView(new ArrayBuffer(4));
const bitsOf = (x: number): number => {
  bits.setFloat32(0, x);
  return bits.getInt32(0);
};
const floatOf = (x: number): number => {
  bits.setInt32(0, x);
  return bits.getFloat32(0);
};
const u = (x: number): number => x >>> 0;
const saturate = (low: number, high: number) => (x: number) =>
  Number.isNaN(x) ? 0 : Math.min(high, Math.max(low, Math.trunc(x))) | 0;
const saturateSigned = saturate(-0x80000000, 0x7fffffff);
const saturateUnsigned = (x: number): number =>
  Number.isNaN(x) ? 0 : Math.min(0xffffffff, Math.max(0, Math.trunc(x))) | 0;
const nearest = (x: number): number => {
  if (Math.abs(x) >= 2 ** 23 || Number.isNaN(x)) return x;
  const floor = Math.floor(x);
  const rest = x - floor;
  const rounded = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
  return rounded === 0 && (x < 0 || Object.is(x, -0)) ? -0 : rounded;
};
const compareInts = (yes: number) => {
  const truth = (test: (x: number, y: number) => boolean) => ii((x, y) => (test(x!, y!) ? yes : 0));
  return {
    eq: truth((x, y) => x === y),
    ne: truth((x, y) => x !== y),
    ltS: truth((x, y) => x < y),
    ltU: truth((x, y) => u(x) < u(y)),
    gtS: truth((x, y) => x > y),
    gtU: truth((x, y) => u(x) > u(y)),
    leS: truth((x, y) => x <= y),
    leU: truth((x, y) => u(x) <= u(y)),
    geS: truth((x, y) => x >= y),
    geU: truth((x, y) => u(x) >= u(y)),
  };
};
const compareFloats = (yes: number) => {
  const truth = (test: (x: number, y: number) => boolean) => compareF((x, y) => (test(x!, y!) ? yes : 0));
  return {
    eq: truth((x, y) => x === y),
    ne: truth((x, y) => x !== y),
    lt: truth((x, y) => x < y),
    gt: truth((x, y) => x > y),
    le: truth((x, y) => x <= y),
    ge: truth((x, y) => x >= y),
  };
};
const ints = {
  add: ii((x, y) => (x! + y!) | 0),
  sub: ii((x, y) => (x! - y!) | 0),
  mul: ii((x, y) => Math.imul(x!, y!)),
  shl: ii((x, y) => x! << y!),
  shrS: ii((x, y) => x! >> y!),
  shrU: ii((x, y) => (x! >>> y!) | 0),
};
const floats = {
  abs: f((x) => Math.abs(x!)),
  neg: f((x) => -x!),
  ceil: f((x) => Math.ceil(x!)),
  floor: f((x) => Math.floor(x!)),
  trunc: f((x) => Math.trunc(x!)),
  nearest: f((x) => nearest(x!)),
  sqrt: f((x) => Math.fround(Math.sqrt(x!))),
  add: ff((x, y) => Math.fround(x! + y!)),
  sub: ff((x, y) => Math.fround(x! - y!)),
  mul: ff((x, y) => Math.fround(x! * y!)),
  div: ff((x, y) => Math.fround(x! / y!)),
  min: ff((x, y) => Math.min(x!, y!)),
  max: ff((x, y) => Math.max(x!, y!)),
};
const table: Table = {
  i32: {
    ...compareInts(1),
    ...ints,
    eqz: i((x) => (x === 0 ? 1 : 0)),
    divS: ii((x, y) => (y === 0 || (x === -0x80000000 && y === -1) ? undefined : (x! / y!) | 0)),
    divU: ii((x, y) => (y === 0 ? undefined : Math.floor(u(x!) / u(y!)) | 0)),
    remS: ii((x, y) => (y === 0 ? undefined : (x! % y!) | 0)),
    remU: ii((x, y) => (y === 0 ? undefined : (u(x!) % u(y!)) | 0)),
    and: ii((x, y) => x! & y!),
    or: ii((x, y) => x! | y!),
    xor: ii((x, y) => x! ^ y!),
    reinterpretF32: fToI((x) => bitsOf(x!)),
    truncSatF32S: fToI((x) => saturateSigned(x!)),
    truncSatF32U: fToI((x) => saturateUnsigned(x!)),
  },
  f32: {
    ...compareFloats(1),
    ...floats,
    convertI32S: iToF((x) => Math.fround(x!)),
    convertI32U: iToF((x) => Math.fround(u(x!))),
    reinterpretI32: iToF((x) => floatOf(x!)),
  },
  i32x4: {
    ...compareInts(-1),
    ...ints,
    abs: i((x) => Math.abs(x!) | 0),
    neg: i((x) => -x! | 0),
    minS: ii((x, y) => Math.min(x!, y!)),
    minU: ii((x, y) => Math.min(u(x!), u(y!)) | 0),
    maxS: ii((x, y) => Math.max(x!, y!)),
    maxU: ii((x, y) => Math.max(u(x!), u(y!)) | 0),
    truncSatF32x4S: fToI((x) => saturateSigned(x!)),
    truncSatF32x4U: fToI((x) => saturateUnsigned(x!)),
  },
  f32x4: {
    ...compareFloats(-1),
    ...floats,
    convertI32x4S: iToF((x) => Math.fround(x!)),
    convertI32x4U: iToF((x) => Math.fround(u(x!))),
  },
};

const samples: Readonly<Record<Scalar, readonly number[]>> = {
  i32: [0, 1, -1, 7, -8, 31, 33, 0x7fffffff, -0x80000000, 123456789, 16777217, -5],
  f32: [
    0,
    -0,
    1,
    -1,
    0.5,
    1.5,
    2.5,
    -2.5,
    -0.3,
    3.7,
    1e30,
    -1e30,
    1e-45,
    2 ** 31,
    2 ** 32,
    -(2 ** 31),
    8388609,
    Infinity,
    -Infinity,
    NaN,
  ].map(Math.fround),
};

const write = (view: DataView, type: Scalar, address: number, value: number): void =>
  type === 'f32' ? view.setFloat32(address, value, true) : view.setInt32(address, value, true);
const read = (view: DataView, type: Scalar, address: number): number =>
  type === 'f32' ? view.getFloat32(address, true) : view.getInt32(address, true);

/** Operands are put in memory, 16 bytes each from 16 on; the result is stored at 0. */
function checkInstruction(type: keyof Table, name: string, shape: Shape, semantics: Semantics): void {
  const { operands, result, value } = semantics;
  const isShift = shape === 'vector' && name.startsWith('sh');
  const { view, run } = instantiate((builder) => {
    builder.i32.const(0);
    operands.forEach((operand, position) => {
      const scalar = shape === 'scalar' || (isShift && position === 1);
      builder.i32.const(16 + 16 * position);
      if (scalar) builder[operand].load();
      else builder.v128.load();
    });
    const emit: () => void = Reflect.get(builder[type], name);
    emit();
    if (shape === 'scalar') builder[result].store();
    else builder.v128.store();
  });
  const first = samples[operands[0]!];
  const second = operands[1] === undefined ? [0] : samples[operands[1]];
  const lanes = shape === 'scalar' ? 1 : 4;
  for (let x = 0; x < first.length; x++) {
    for (let y = 0; y < second.length; y++) {
      const inputs = Array.from({ length: lanes }, (_, lane) => [
        first[(x + lane) % first.length]!,
        second[(isShift ? y : y + lane) % second.length]!,
      ]);
      inputs.forEach(([left, right], lane) => {
        write(view, operands[0]!, 16 + 4 * lane, left!);
        if (operands[1] !== undefined) write(view, operands[1], 32 + 4 * lane, right!);
      });
      const expected = inputs.map(([left, right]) => value(left!, right!));
      if (expected.includes(undefined)) expect(run, `${inputs}`).toThrow(WebAssembly.RuntimeError);
      else {
        run();
        const got = inputs.map((_, lane) => read(view, result, 4 * lane));
        expect(got, `${type}.${name} of ${inputs}`).toEqual(expected);
      }
    }
  }
}

describe.each(['i32', 'f32', 'i32x4', 'f32x4'] as const)('every plain %s instruction', (type) => {
  const rows = Object.entries<Semantics>(table[type]);
  it.each(rows)('%s computes what its name says', (name, semantics) => {
    checkInstruction(type, name, type === 'i32' || type === 'f32' ? 'scalar' : 'vector', semantics);
  });
});

describe('bitwise vector instructions', () => {
  const x = [0x0f0f0f0f, -1, 0, 0x12345678];
  const y = [0x00ff00ff, 5, -7, -0x6789abcd];
  const z = [0x3333cccc, 1, -1, 0x0ff0];
  const rows: Readonly<
    Record<keyof typeof plainInstructions.v128, readonly [number, (...v: number[]) => number]>
  > = {
    not: [1, (a) => ~a!],
    and: [2, (a, b) => a! & b!],
    andnot: [2, (a, b) => a! & ~b!],
    or: [2, (a, b) => a! | b!],
    xor: [2, (a, b) => a! ^ b!],
    bitselect: [3, (a, b, mask) => (a! & mask!) | (b! & ~mask!)],
    anyTrue: [1, () => 1],
  };
  it.each(Object.entries(rows))('%s works on bits', (name, [count, value]) => {
    const { view, run } = instantiate((builder) => {
      builder.i32.const(0);
      for (let operand = 0; operand < count; operand++) builder.i32.const(16 + 16 * operand).v128.load();
      builder.v128[name as keyof typeof rows]();
      if (name === 'anyTrue') builder.i32.store();
      else builder.v128.store();
    });
    [x, y, z].forEach((operand, position) => {
      operand.forEach((lane, index) => {
        view.setInt32(16 + 16 * position + 4 * index, lane, true);
      });
    });
    run();
    if (name === 'anyTrue') {
      expect(view.getInt32(0, true)).toBe(1);
      for (let lane = 0; lane < 4; lane++) view.setInt32(16 + 4 * lane, 0, true);
      run();
      expect(view.getInt32(0, true)).toBe(0);
    } else {
      const got = x.map((_, lane) => view.getInt32(4 * lane, true));
      expect(got).toEqual(x.map((_, lane) => value(x[lane]!, y[lane]!, z[lane]!)));
    }
  });

  it('i32x4.allTrue asks whether no lane is zero', () => {
    const { view, run } = instantiate((builder) => {
      builder.i32.const(0).i32.const(16).v128.load().i32x4.allTrue().i32.store();
    });
    for (let lane = 0; lane < 4; lane++) view.setInt32(16 + 4 * lane, 1 << lane, true);
    run();
    expect(view.getInt32(0, true)).toBe(1);
    view.setInt32(24, 0, true);
    run();
    expect(view.getInt32(0, true)).toBe(0);
  });
});
