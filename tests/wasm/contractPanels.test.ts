import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModuleBuilder } from '../../src/wasm/assembler.ts';
import { contractScratchBytes, contractUnits, emitContract } from '../../src/wasm/contractKernel.ts';
import { emitPanels, panelsBytes, panelUnits, withPanels } from '../../src/wasm/contractPanels.ts';
import type { ContractSpec } from '../../src/wasm/contractPlan.ts';
import { guardedPlaces } from './guardedPlaces.ts';

const MANY_TURNS = 1000;

/** [m, k] times [k, n], from `start` on, B row-major or transposed and wider than it needs. */
function productOf(m: number, n: number, k: number, transposed: boolean, gap: number, groups: number) {
  const b = transposed ? { k: 1, n: k + gap } : { k: n + gap, n: 1 };
  const spec: ContractSpec = {
    batch: [],
    m,
    n,
    k,
    a: { start: 0, batchStrides: [], m: k, k: 1 },
    b: { start: gap, batchStrides: [], ...b },
    groups,
  };
  return { spec, bLength: gap + (transposed ? n * (k + gap) : k * (n + gap)) };
}

const values = (length: number, seed: number): Float32Array =>
  Float32Array.from({ length }, (_, index) => {
    const word = Math.imul(index + 1, 2654435761) ^ Math.imul(seed, 40503);
    return ((word >>> 8) / 2 ** 24 - 0.5) * 2 ** ((word & 7) - 4);
  });

/** What products have for A and several B, with B in panels and without; `cuts` are where the copy is cut. */
function compute(
  spec: ContractSpec,
  panelled: ContractSpec | null,
  bLength: number,
  cuts: readonly number[],
) {
  const places = guardedPlaces();
  const { place } = places;
  const { m, n, k, groups } = spec;
  const bs = Array.from({ length: groups }, () => place(4 * bLength));
  const cs = Array.from({ length: groups }, () => place(4 * m * n));
  const panelBytes = panelled === null ? 0 : panelsBytes(panelled);
  const panels = Array.from({ length: groups }, () => place(panelBytes));
  const [a, scratch] = [place(4 * m * k), place(contractScratchBytes(spec))];
  const builder = new ModuleBuilder();
  builder.importMemory('host', 'memory', { minPages: 1 });
  builder.exportFunction('run', emitContract(builder, 'product', panelled ?? spec));
  builder.exportFunction('copy', emitPanels(builder, 'panels', spec));
  const memory = places.memory();
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(builder.toBytes()), {
    host: { memory },
  });
  const [run, copy] = [exports.run, exports.copy] as ((...args: number[]) => void)[];
  const bytes = new Uint8Array(memory.buffer).fill(0xa5);
  const floats = new Float32Array(memory.buffer);
  floats.set(values(m * k, 1), a / 4);
  for (const [group, b] of bs.entries()) floats.set(values(bLength, 2 + group), b / 4);
  const before = bytes.slice();
  if (panelled !== null) {
    const units = panelUnits(spec);
    const edges = [0, ...cuts.map((cut) => Math.floor(cut * units)).sort((x, y) => x - y), units];
    for (const [group, b] of bs.entries()) {
      edges.slice(1).forEach((last, index) => {
        copy!(edges[index]!, last, b, panels[group]!);
      });
    }
  }
  const operands = panelled === null ? bs : panels;
  run!(0, contractUnits(panelled ?? spec), a, scratch, ...operands.flatMap((b, group) => [b, cs[group]!]));
  const results = cs.map((c) => [...new Uint32Array(memory.buffer.slice(c, c + 4 * m * n))]);
  for (const c of cs) bytes.fill(0xa5, c, c + 4 * m * n);
  for (const address of panels) bytes.fill(0xa5, address, address + panelBytes);
  if (panelled === null) bytes.fill(0xa5, scratch, scratch + contractScratchBytes(spec));
  expect(Buffer.compare(bytes, before)).toBe(0);
  return results;
}

describe('a product with B in panels', () => {
  it('has the bits of the one without, for any shape, and writes nothing else', () => {
    let checked = 0;
    fc.assert(
      fc.property(
        fc.record({
          m: fc.integer({ min: 1, max: 40 }),
          n: fc.integer({ min: 1, max: 70 }),
          k: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(255, 256, 257, 515)),
          transposed: fc.boolean(),
          gap: fc.constantFrom(0, 0, 3),
          groups: fc.integer({ min: 1, max: 2 }),
          cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 2 }),
        }),
        ({ m, n, k, transposed, gap, groups, cuts }) => {
          const { spec, bLength } = productOf(m, n, k, transposed, gap, groups);
          const panelled = withPanels(spec, MANY_TURNS);
          if (panelled === null) return;
          checked++;
          expect(contractScratchBytes(panelled)).toBe(0);
          expect(compute(spec, panelled, bLength, cuts)).toEqual(compute(spec, null, bLength, []));
        },
      ),
      { numRuns: 150 },
    );
    expect(checked).toBeGreaterThan(75);
  });

  it('is one where B would be copied at each call, or its rows lie apart and are read often', () => {
    const specOf = (m: number, n: number, transposed = false): ContractSpec =>
      productOf(m, n, 20, transposed, 0, 1).spec;
    expect(withPanels(specOf(32, 40), 1)).not.toBeNull();
    expect(withPanels(specOf(1, 4, true), 1)).not.toBeNull();
    expect(withPanels(specOf(8, 40), 4)).not.toBeNull();
    expect(withPanels(specOf(8, 40), 3)).toBeNull();
    expect(withPanels(specOf(1, 24), MANY_TURNS)).toBeNull();
    expect(withPanels(specOf(8, 0), MANY_TURNS)).toBeNull();
    expect(withPanels({ ...specOf(8, 40), accumulate: { block: 2, reverse: false } }, 9)).toBeNull();
    const batched = { ...specOf(8, 40), batch: [2] };
    const strides = { a: { ...batched.a, batchStrides: [160] }, b: { ...batched.b, batchStrides: [800] } };
    expect(withPanels({ ...batched, ...strides }, 9)).toBeNull();
  });
});
