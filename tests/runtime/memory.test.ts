import { describe, expect, it } from 'vitest';
import { grad, jit, scan, type Tensor, tensor } from '../../src/index.ts';
import { ProgramMemory } from '../../src/runtime/memory.ts';

const GIBIBYTE = 1024 ** 3;

describe('a program that needs more memory than WebAssembly has', () => {
  const last = (checkpoint?: true) => (scale: Tensor) => {
    const step = (h: Tensor): [Tensor, null] => [h.mul(scale).tanh(), null];
    const options = { length: 2_000_000, ...(checkpoint && { checkpoint }) };
    return scan(step, scale.broadcastTo([1024]), null, options)[0].sum();
  };

  it('is refused with what it needs and what to do', () => {
    // A carry of 4 KiB for each of two million steps.
    expect(() => jit(grad(last())).compile(tensor(0.5))).toThrow(
      /^The program needs 7813 MiB, and WebAssembly has at most 4096 MiB\. Use smaller batches or fewer time steps, or .*checkpoint: true/,
    );
  });

  it('fits where its loop keeps only some of its steps', () => {
    const { memory } = jit(grad(last(true))).compile(tensor(0.5)).report;
    expect(memory.total).toBeLessThan(GIBIBYTE / 16);
  });

  it('is refused too where its inputs are too large', () => {
    const memory = new ProgramMemory(1024);
    const large = { length: GIBIBYTE } as Float32Array;
    expect(() => memory.place(large, new Set())).toThrow(/^The program needs 4097 MiB, and WebAssembly has/);
  });
});
