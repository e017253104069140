import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpret } from '../../src/interpreter/interpret.ts';
import type { Func } from '../../src/ir/func.ts';
import { sizeOf, tensorType } from '../../src/ir/types.ts';
import type { ContractStep } from '../../src/kernel/program.ts';
import { convolve } from '../../src/ops/convolve.ts';
import { Program } from '../../src/runtime/program.ts';
import { ModuleBuilder } from '../../src/wasm/assembler.ts';
import { emitWindow, windowScratchBytes, windowUnits } from '../../src/wasm/windowKernel.ts';
import { windowSpec } from '../../src/wasm/windowPlan.ts';
import { Choices, tapes } from '../laws/choices.ts';
import { chooseSample } from '../laws/operations.ts';
import { funcOf } from '../laws/programs.ts';
import { bitsOf, plainData } from '../laws/values.ts';

const PAGE = 65536;
const PAINT = 0xa5;

type Ranges = readonly (readonly [begin: number, end: number])[];

/**
 * Runs the kernel of a convolution on ranges of its units, in a memory that ends with its input number `last` or with its
 * result, and gives the result; all else but the scratch memory must be as it was.
 */
function runKernel(func: Func, ranges: (units: number) => Ranges, last: number): Float32Array {
  const step = new Program(func).lowered.steps.find(({ form }) => form === 'contract') as ContractStep;
  const spec = windowSpec(step);
  const inputs = func.inputs.map(({ type }, index) => plainData(type, index + 1) as Float32Array);
  const result = sizeOf(func.outputs[0]!.type.shape);
  const sizes = [...inputs.map(({ length }) => length), result];
  const order = [0, 1, 2].filter((index) => index !== last).concat(last);
  const scratchBytes = windowScratchBytes(spec);
  const bytes = sizes.reduce((sum, size) => sum + 4 * size + 16, scratchBytes);
  const pages = Math.ceil(bytes / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages });
  let next = pages * PAGE - bytes + scratchBytes;
  const addresses = new Map<number, number>();
  for (const index of order) {
    next += 16;
    addresses.set(index, next);
    next += 4 * sizes[index]!;
  }
  const floats = (index: number): Float32Array =>
    new Float32Array(memory.buffer.slice(addresses.get(index)!, addresses.get(index)! + 4 * sizes[index]!));
  const builder = new ModuleBuilder();
  builder.importMemory('env', 'memory', { minPages: pages });
  builder.exportFunction('kernel', emitWindow(builder, 'kernel', spec));
  const instance = new WebAssembly.Instance(new WebAssembly.Module(builder.toBytes()), { env: { memory } });
  const painted = new Uint8Array(memory.buffer).fill(PAINT);
  inputs.forEach((data, index) => {
    painted.set(new Uint8Array(data.buffer), addresses.get(index)!);
  });
  const before = painted.slice();
  const [a, b, c] = [0, 1, 2].map((index) => addresses.get(index)!) as [number, number, number];
  const scratch = pages * PAGE - bytes;
  const run = instance.exports.kernel as (...args: number[]) => void;
  const place = ({ offset }: { readonly offset: number }): number => 4 * offset;
  for (const [begin, end] of ranges(windowUnits(spec)))
    run(begin, end, a + place(step.a), scratch, b + place(step.b[0]!), c);
  const output = floats(2);
  painted.fill(PAINT, c, c + 4 * result).fill(PAINT, scratch, scratch + scratchBytes);
  expect(Buffer.compare(painted, before)).toBe(0);
  return output;
}

describe('the kernel of a contraction along several axes', () => {
  it('has the bits of the interpreter on any cut of its units in any order, and keeps to its buffers', () => {
    let cutRuns = 0;
    fc.assert(
      fc.property(tapes(60), (tape) => {
        const choices = new Choices(tape);
        const sample = chooseSample(convolve, choices, tensorType('f32', []))!;
        const func = funcOf(convolve, sample.types, sample.params);
        const [expected] = interpret(
          func,
          func.inputs.map(({ type }, index) => plainData(type, index + 1)),
        );
        const ranges = (units: number): Ranges => {
          const cuts = Array.from({ length: choices.below(4) }, () => choices.below(units + 1));
          const edges = [0, ...cuts.sort((x, y) => x - y), units];
          cutRuns += cuts.length;
          return edges
            .slice(1)
            .map((end, index) => [edges[index]!, end] as const)
            .reverse();
        };
        expect(bitsOf(runKernel(func, ranges, choices.below(3)))).toEqual(bitsOf(expected as Float32Array));
      }),
      { numRuns: 200 },
    );
    expect(cutRuns).toBeGreaterThan(50);
  });
});
