import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Func } from '../../src/ir/func.ts';
import { tensorType } from '../../src/ir/types.ts';
import type { Buffer, Place, Step } from '../../src/kernel/program.ts';
import { bytesOf } from '../../src/passes/planMemory.ts';
import { Program } from '../../src/runtime/program.ts';
import { ModuleBuilder } from '../../src/wasm/assembler.ts';
import { cumulativeUnits, emitCumulative } from '../../src/wasm/cumulativeKernel.ts';
import type { FunctionIndex } from '../../src/wasm/functionBuilder.ts';
import { emitMap, mapPlaces, planMap } from '../../src/wasm/mapKernel.ts';
import { emitReduce, reducePlaces, reduceUnits } from '../../src/wasm/reduceKernel.ts';
import { emitScatter, scatterUnits } from '../../src/wasm/scatterKernel.ts';
import { Choices, tapes } from '../laws/choices.ts';
import { buildFunc } from '../laws/programs.ts';
import { chooseProgram } from '../laws/randomProgram.ts';
import { plainData } from '../laws/values.ts';

const PAGE = 65536;

interface Kernel {
  /** What its pointers point to. */
  readonly places: readonly Place[];
  readonly targets: readonly Buffer[];
  readonly units: number;
  readonly emit: (module: ModuleBuilder) => FunctionIndex;
}

/** A step as a kernel; products and sorts, which have scratch memory, have tests of their own, and loops run whole. */
function kernelOf(step: Step): Kernel | null {
  switch (step.form) {
    case 'contract':
    case 'sort':
    case 'accumulate':
    case 'loop':
    case 'branch':
      return null;
    case 'map': {
      const targets = step.targets.map(({ buffer }) => buffer);
      const emit = (module: ModuleBuilder) => emitMap(module, 'kernel', step);
      return { places: mapPlaces(step), targets, units: planMap(step).units, emit };
    }
    case 'reduce': {
      const emit = (module: ModuleBuilder) => emitReduce(module, 'kernel', step);
      return { places: reducePlaces(step), targets: step.targets, units: reduceUnits(step), emit };
    }
    case 'scatter': {
      const buffers = [step.indices, step.updates, ...step.targets];
      const places = buffers.map((buffer) => ({ buffer, offset: 0 }));
      const emit = (module: ModuleBuilder) => emitScatter(module, 'kernel', step);
      return { places, targets: step.targets, units: scatterUnits(step), emit };
    }
    case 'cumulative': {
      const places = [...step.sources, ...step.targets].map((buffer) => ({ buffer, offset: 0 }));
      const emit = (module: ModuleBuilder) => emitCumulative(module, 'kernel', step);
      return { places, targets: step.targets, units: cumulativeUnits(step), emit };
    }
  }
}

const buffersOf = ({ places }: Kernel): Buffer[] => [...new Set(places.map(({ buffer }) => buffer))];

/** A compiled kernel whose buffers lie one after another in a memory that ends with the last of them. */
class Bench {
  readonly #kernel: Kernel;
  readonly #memory: WebAssembly.Memory;
  readonly #addresses: ReadonlyMap<Buffer, number>;
  readonly #pointers: readonly number[];
  readonly #run: (...args: number[]) => void;

  constructor(kernel: Kernel, last: Buffer) {
    this.#kernel = kernel;
    const order = [...buffersOf(kernel).filter((buffer) => buffer !== last), last];
    const bytes = order.reduce((sum, buffer) => sum + bytesOf(buffer), 1024);
    const pages = Math.ceil(bytes / PAGE);
    this.#memory = new WebAssembly.Memory({ initial: pages });
    let next = pages * PAGE - bytes + 1024;
    const places = new Map<Buffer, number>();
    for (const buffer of order) {
      places.set(buffer, next);
      next += bytesOf(buffer);
    }
    this.#addresses = places;
    this.#pointers = kernel.places.map(({ buffer, offset }) => places.get(buffer)! + 4 * offset);
    const builder = new ModuleBuilder();
    builder.importMemory('env', 'memory', { minPages: pages });
    builder.exportFunction('kernel', kernel.emit(builder));
    const module = new WebAssembly.Module(builder.toBytes());
    const instance = new WebAssembly.Instance(module, { env: { memory: this.#memory } });
    this.#run = instance.exports.kernel as (...args: number[]) => void;
  }

  /** The memory after the ranges of units have been computed in the given order, from the same start. */
  run(ranges: readonly (readonly [number, number])[]): Uint8Array {
    new Uint8Array(this.#memory.buffer).fill(0xa5);
    buffersOf(this.#kernel).forEach((buffer, index) => {
      const type = tensorType(buffer.dtype, [buffer.size]);
      const words = new Uint32Array(this.#memory.buffer, this.#addresses.get(buffer), buffer.size);
      if (this.#kernel.targets.includes(buffer)) return;
      const data = plainData(type, 7 * index);
      words.set(data instanceof Uint8Array ? data : new Uint32Array(data.buffer));
    });
    for (const [begin, end] of ranges) this.#run(begin, end, ...this.#pointers);
    return new Uint8Array(this.#memory.buffer).slice();
  }

  /** The memory with what the kernel may write, and the padding behind it, taken out. */
  withoutTargets(memory: Uint8Array): Uint8Array {
    const rest = memory.slice();
    for (const buffer of buffersOf(this.#kernel)) {
      const address = this.#addresses.get(buffer)!;
      if (this.#kernel.targets.includes(buffer)) rest.fill(0, address, address + bytesOf(buffer));
    }
    return rest;
  }
}

/** Where two memories differ first. */
function difference(got: Uint8Array, expected: Uint8Array): string {
  const index = got.findIndex((byte, position) => byte !== expected[position]);
  return index < 0 ? 'none' : `byte ${index} is ${got[index]}, not ${expected[index]}`;
}

function checkKernel(kernel: Kernel, choices: Choices): void {
  const { units } = kernel;
  const cuts = Array.from({ length: choices.below(4) }, () => choices.below(units + 1));
  const edges = [0, ...cuts.sort((a, b) => a - b), units];
  const ranges = edges.slice(1).map((end, index) => [edges[index]!, end] as const);
  const bench = new Bench(kernel, choices.pick(buffersOf(kernel)));
  const untouched = bench.run([]);
  const whole = bench.run([[0, units]]);
  expect(difference(bench.withoutTargets(whole), bench.withoutTargets(untouched))).toBe('none');
  expect(difference(bench.run(ranges.reverse()), whole), `ranges ${ranges.join(' ')}`).toBe('none');
}

function checkSteps(func: Func, choices: Choices): number {
  const kernels = new Program(func).lowered.steps.flatMap((step) => kernelOf(step) ?? []);
  const useful = kernels.filter(({ units }) => units > 0);
  for (const kernel of useful) checkKernel(kernel, choices);
  return useful.length;
}

describe('a kernel', () => {
  it('may be cut in ranges of units that run in any order, and keeps to its buffers', () => {
    let checked = 0;
    fc.assert(
      fc.property(tapes(300), (tape) => {
        const choices = new Choices(tape);
        checked += checkSteps(chooseProgram(choices, 20).func, choices);
      }),
      { numRuns: 150 },
    );
    expect(checked).toBeGreaterThan(300);
  });

  it('of a long chain may be cut as well', () => {
    const choices = new Choices([3, 17, 5, 29, 1, 2, 3]);
    for (const extent of [256, 257, 263, 1000, 1031]) {
      const func = buildFunc([tensorType('f32', [extent]), tensorType('f32', [])], (b, [x, y]) => {
        const wide = b.broadcastTo(y!, { shape: [extent] });
        return [b.tanh(b.mul(b.exp(x!), wide)), b.less(x!, wide)];
      });
      expect(checkSteps(func, choices)).toBeGreaterThan(0);
    }
  });
});

describe('a kernel at the end of memory', () => {
  const wide = tensorType('f32', [5, 60000]);
  const column = (from: number) => ({ start: [0, from], size: [5, 1], step: [1, 1] });

  it.each([
    ['reduces an axis whose elements lie far apart', 'reduce'],
    ['reads a column', 'map'],
    ['reads a column backwards', 'flip'],
  ])('%s', (_, kind) => {
    const func = buildFunc([wide], (b, [x]) => {
      if (kind === 'reduce') return [b.sum(x!, { axes: [0] })];
      const part = b.slice(
        kind === 'flip' ? b.flip(x!, { axes: [0] }) : x!,
        column(kind === 'flip' ? 0 : 59999),
      );
      return [b.exp(b.mul(part, part))];
    });
    expect(checkSteps(func, new Choices([]))).toBe(1);
  });
});
