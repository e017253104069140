import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONTRACT_BLOCK } from '../../src/kernel/order.ts';
import { ModuleBuilder } from '../../src/wasm/assembler.ts';
import {
  type ContractSpec,
  contractScratchBytes,
  contractUnits,
  emitContract,
} from '../../src/wasm/contractKernel.ts';
import { guardedPlaces } from './guardedPlaces.ts';

/** Where elements lie: the extents of the axes and their strides, the batch first. */
interface Layout {
  readonly start: number;
  readonly length: number;
  readonly strides: readonly number[];
}

const product = (sizes: readonly number[]): number => sizes.reduce((size, extent) => size * extent, 1);

/** Moves the start so that every index of the axes lies in the buffer, `margin` elements from its ends. */
function placed(extents: readonly number[], strides: readonly number[], margin: number): Layout {
  const reach = extents.map((extent, axis) => Math.max(0, extent - 1) * strides[axis]!);
  const low = reach.reduce((sum, step) => sum + Math.min(0, step), 0);
  const high = reach.reduce((sum, step) => sum + Math.max(0, step), 0);
  return { start: margin - low, length: high - low + 1 + 2 * margin, strides };
}

/** The meaning of a product, element by element, in the fixed order. */
function reference(spec: ContractSpec, a: Float32Array, b: Float32Array): Float32Array {
  const { batch, m, n, k } = spec;
  const c = new Float32Array(product(batch) * m * n);
  for (let matrix = 0; matrix < product(batch); matrix++) {
    let aStart = spec.a.start;
    let bStart = spec.b.start;
    let rest = matrix;
    for (let axis = batch.length - 1; axis >= 0; axis--) {
      const index = rest % batch[axis]!;
      rest = (rest - index) / batch[axis]!;
      aStart += index * spec.a.batchStrides[axis]!;
      bStart += index * spec.b.batchStrides[axis]!;
    }
    for (let row = 0; row < m; row++) {
      for (let column = 0; column < n; column++) {
        let sum = 0;
        for (let block = 0; block < k; block += CONTRACT_BLOCK) {
          let part = 0;
          for (let q = block; q < Math.min(k, block + CONTRACT_BLOCK); q++) {
            const x = a[aStart + row * spec.a.m + q * spec.a.k]!;
            const y = b[bStart + q * spec.b.k + column * spec.b.n]!;
            part = Math.fround(part + Math.fround(x * y));
          }
          sum = block === 0 ? part : Math.fround(sum + part);
        }
        c[(matrix * m + row) * n + column] = sum;
      }
    }
  }
  return c;
}

/** The bits of every element, any NaN as the canonical one. */
const bits = (values: Float32Array): number[] =>
  [...values].map((value) =>
    Number.isNaN(value) ? 0x7fc00000 : new Uint32Array(Float32Array.of(value).buffer)[0]!,
  );

/** Runs compiled code on the ranges of units given; memory around every array is checked to be untouched. */
function compiled(
  spec: ContractSpec,
  a: Float32Array,
  bs: readonly Float32Array[],
  ranges: readonly (readonly [number, number])[],
): Float32Array[] {
  const size = product(spec.batch) * spec.m * spec.n;
  const scratchBytes = contractScratchBytes(spec);
  const places = guardedPlaces();
  const { place } = places;
  const aAddress = place(a.byteLength);
  const bAddresses = bs.map((b) => place(b.byteLength));
  const cAddresses = bs.map(() => place(4 * size));
  const scratch = place(scratchBytes);
  const builder = new ModuleBuilder();
  builder.importMemory('host', 'memory', { minPages: 1 });
  builder.exportFunction('run', emitContract(builder, 'product', spec));
  const memory = places.memory();
  const instance = new WebAssembly.Instance(new WebAssembly.Module(builder.toBytes()), { host: { memory } });
  const bytes = new Uint8Array(memory.buffer).fill(0xa5);
  const floats = new Float32Array(memory.buffer);
  floats.set(a, aAddress / 4);
  bs.forEach((b, group) => {
    floats.set(b, bAddresses[group]! / 4);
  });
  const before = bytes.slice();
  const run = instance.exports.run as (...args: number[]) => void;
  for (const [first, last] of ranges) {
    run(first, last, aAddress, scratch, ...bAddresses.flatMap((b, group) => [b, cAddresses[group]!]));
  }
  const results = cAddresses.map((address) => floats.slice(address / 4, address / 4 + size));
  for (const address of cAddresses) bytes.fill(0xa5, address, address + 4 * size);
  bytes.fill(0xa5, scratch, scratch + scratchBytes);
  expect(Buffer.compare(bytes, before)).toBe(0);
  return results;
}

/** Deterministic values of many magnitudes, so that the order of a sum shows in its bits. */
function values(length: number, seed: number): Float32Array {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return ((state >>> 8) / 2 ** 24 - 0.5) * 2 ** ((state & 7) - 4);
  });
}

function check(
  spec: ContractSpec,
  a: Float32Array,
  bs: readonly Float32Array[],
  ranges: readonly (readonly [number, number])[] = [[0, contractUnits(spec)]],
): void {
  const got = compiled(spec, a, bs, ranges);
  bs.forEach((b, group) => {
    expect(bits(got[group]!)).toEqual(bits(reference(spec, a, b)));
  });
}

/** [m, k] times [k, n], each row-major or transposed. */
function plainSpec(m: number, n: number, k: number, aTransposed = false, bTransposed = false): ContractSpec {
  return {
    batch: [],
    m,
    n,
    k,
    a: { start: 0, batchStrides: [], ...(aTransposed ? { m: 1, k: m } : { m: k, k: 1 }) },
    b: { start: 0, batchStrides: [], ...(bTransposed ? { k: 1, n: k } : { k: n, n: 1 }) },
    groups: 1,
  };
}

const extent = fc.oneof(fc.integer({ min: 1, max: 11 }), fc.integer({ min: 1, max: 40 }));
const innerExtent = fc.oneof(
  fc.integer({ min: 0, max: 9 }),
  fc.constantFrom(CONTRACT_BLOCK - 1, CONTRACT_BLOCK, CONTRACT_BLOCK + 1, 2 * CONTRACT_BLOCK + 3),
);

/** Axes in memory order, each with a sign, or broadcast. */
const axisOrder = (count: number) =>
  fc.record({
    order: fc.shuffledSubarray([...new Array(count).keys()], { minLength: count, maxLength: count }),
    signs: fc.array(fc.constantFrom(1, 1, 1, -1, 0), { minLength: count, maxLength: count }),
    gap: fc.constantFrom(0, 0, 1, 3),
  });

function layoutOf(
  extents: readonly number[],
  { order, signs, gap }: { order: readonly number[]; signs: readonly number[]; gap: number },
): Layout {
  const strides = new Array<number>(extents.length).fill(0);
  let step = 1;
  for (const axis of order) {
    strides[axis] = signs[axis]! * step;
    if (signs[axis] !== 0) step = step * extents[axis]! + gap;
  }
  return placed(extents, strides, gap);
}

const problem = fc.integer({ min: 0, max: 2 }).chain((rank) =>
  fc.record({
    batch: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: rank, maxLength: rank }),
    m: extent,
    n: extent,
    k: innerExtent,
    aLayout: axisOrder(rank + 2),
    bLayout: axisOrder(rank + 2),
    groups: fc.integer({ min: 1, max: 3 }),
    cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
    reversed: fc.boolean(),
  }),
);

describe('the matrix product kernel', () => {
  it('has the bits of the reference for any shape, layout, group and cut of the units', () => {
    fc.assert(
      fc.property(problem, ({ batch, m, n, k, aLayout, bLayout, groups, cuts, reversed }) => {
        const rank = batch.length;
        const aPlace = layoutOf([...batch, m, k], aLayout);
        const bPlace = layoutOf([...batch, k, n], bLayout);
        const spec: ContractSpec = {
          batch,
          m,
          n,
          k,
          a: {
            start: aPlace.start,
            batchStrides: aPlace.strides.slice(0, rank),
            m: aPlace.strides[rank]!,
            k: aPlace.strides[rank + 1]!,
          },
          b: {
            start: bPlace.start,
            batchStrides: bPlace.strides.slice(0, rank),
            k: bPlace.strides[rank]!,
            n: bPlace.strides[rank + 1]!,
          },
          groups,
        };
        const units = contractUnits(spec);
        const edges = [0, ...cuts.map((cut) => Math.round(cut * units)).sort((x, y) => x - y), units];
        const ranges = edges.slice(1).map((last, index) => [edges[index]!, last] as const);
        if (reversed) ranges.reverse();
        const bs = Array.from({ length: groups }, (_, group) => values(bPlace.length, 7 + group));
        check(spec, values(aPlace.length, 3), bs, ranges);
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ['tall tiles of one vector', 37, 3, 20],
    ['panels that are copied', 66, 45, 300],
    ['a row', 1, 77, 30],
    ['two rows', 2, 41, 30],
    ['three rows', 3, 41, 30],
    ['a column', 29, 1, 600],
  ])('has the bits of the reference for %s, in all transpositions', (_, m, n, k) => {
    for (const aTransposed of [false, true]) {
      for (const bTransposed of [false, true]) {
        check(plainSpec(m, n, k, aTransposed, bTransposed), values(m * k, 1), [values(k * n, 2)]);
      }
    }
  });

  it.each([false, true])(
    'takes few terms at once where A lies pages apart (B transposed: %s)',
    (bTransposed) => {
      const [m, n, k, stride] = [13, 10, 101, 1030];
      const spec = {
        ...plainSpec(m, n, k, true, bTransposed),
        a: { start: 3, batchStrides: [], m: 1, k: stride },
      };
      check(
        spec,
        values(3 + stride * k, 1),
        [values(k * n, 2)],
        [
          [2, contractUnits(spec)],
          [0, 2],
        ],
      );
    },
  );

  it('keeps infinities, NaN, signed zeros and subnormal numbers', () => {
    const special = [0, -0, 1, -1, Infinity, -Infinity, NaN, 1e-45, -1e-45, 1e-38, 3e38, -3e38];
    const pick = (length: number, step: number): Float32Array =>
      Float32Array.from({ length }, (_, index) => special[(index * step + (index >> 3)) % special.length]!);
    for (const [m, n, k] of [
      [12, 12, 1],
      [13, 7, 2],
      [9, 3, 300],
    ] as const) {
      check(plainSpec(m, n, k), pick(m * k, 5), [pick(k * n, 7)]);
      check(plainSpec(m, n, k, true, true), pick(m * k, 7), [pick(k * n, 1)]);
    }
  });

  it('starts a sum at +0, and gives 0 for sums of nothing', () => {
    const negativeZero = compiled(plainSpec(1, 1, 1), Float32Array.of(-0), [Float32Array.of(1)], [[0, 1]]);
    expect(bits(negativeZero[0]!)).toEqual([0]);
    const spec = plainSpec(5, 6, 0);
    const empty = compiled(spec, new Float32Array(), [new Float32Array()], [[0, contractUnits(spec)]]);
    expect(bits(empty[0]!)).toEqual(new Array(30).fill(0));
  });

  it('has no units where there is nothing to compute', () => {
    for (const spec of [plainSpec(0, 4, 4), plainSpec(4, 0, 4), { ...plainSpec(4, 4, 4), batch: [0] }]) {
      const strides = spec.batch.map(() => 16);
      const full = {
        ...spec,
        a: { ...spec.a, batchStrides: strides },
        b: { ...spec.b, batchStrides: strides },
      };
      expect(contractUnits(full)).toBe(0);
      expect(compiled(full, new Float32Array(16), [new Float32Array(16)], [[0, 0]])[0]).toHaveLength(0);
    }
  });

  it('computes only the units it is asked for', () => {
    const spec = plainSpec(40, 8, 5);
    const units = contractUnits(spec);
    const [a, b] = [values(200, 1), values(40, 2)];
    const whole = reference(spec, a, b);
    const part = compiled(spec, a, [b], [[2, units - 3]])[0]!;
    const untouched = new Uint32Array(Float32Array.of(part[0]!).buffer)[0];
    expect(untouched).toBe(0xa5a5a5a5);
    const rows = 40 / units;
    expect(part.slice(2 * rows * 8, (units - 3) * rows * 8)).toEqual(
      whole.slice(2 * rows * 8, (units - 3) * rows * 8),
    );
    expect(bits(part.slice((units - 3) * rows * 8))).toEqual(new Array(3 * rows * 8).fill(0xa5a5a5a5));
  });

  it('folds a batch that shares B into the rows', () => {
    const spec: ContractSpec = {
      batch: [5, 3],
      m: 2,
      n: 8,
      k: 4,
      a: { start: 0, batchStrides: [24, 8], m: 4, k: 1 },
      b: { start: 0, batchStrides: [0, 0], k: 8, n: 1 },
      groups: 1,
    };
    expect(contractUnits(spec)).toBe(contractUnits(plainSpec(30, 8, 4)));
    check(spec, values(120, 1), [values(32, 2)]);
  });

  it('refuses strides that do not belong to the batch', () => {
    expect(() => contractUnits({ ...plainSpec(2, 2, 2), batch: [3] })).toThrow(
      /1 batch axes got 0 strides for A and 0 for B/,
    );
  });
});
