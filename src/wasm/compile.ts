import type {
  AccumulateStep,
  BranchStep,
  Buffer,
  ContractStep,
  LoopStep,
  LoweredProgram,
  Place,
  Step,
} from '../kernel/program.ts';
import { bytesOf, type MemoryPlan } from '../passes/planMemory.ts';
import { Addresses } from './addresses.ts';
import { ModuleBuilder } from './assembler.ts';
import { emitBranch } from './branch.ts';
import { type ContractSpec, contractScratchBytes, contractUnits, emitContract } from './contractKernel.ts';
import { cumulativeSignature, cumulativeUnits, emitCumulative } from './cumulativeKernel.ts';
import type { FunctionIndex } from './functionBuilder.ts';
import { emitLoop } from './loop.ts';
import { emitMap, mapPlaces, mapSignature, planMap } from './mapKernel.ts';
import { emitReduce, reducePlaces, reduceSignature, reduceUnits } from './reduceKernel.ts';
import { emitScatter, scatterUnits } from './scatterKernel.ts';
import { emitSort, sortScratchBytes, sortUnits } from './sortKernel.ts';
import { emitWindow, windowScratchBytes, windowUnits } from './windowKernel.ts';
import { matrixProduct, type WindowSpec, windowSpec } from './windowPlan.ts';

/** An argument of a kernel: a place in a buffer, or scratch memory. */
type Argument = Place | 'scratch';

/** How a kernel is called: its code, its units, and its arguments after the range. */
interface Call {
  /** Equal for calls of one kernel. */
  readonly signature: string;
  readonly units: number;
  readonly args: readonly Argument[];
  readonly emit: (module: ModuleBuilder, name: string) => FunctionIndex;
}

const whole = (buffer: Buffer): Place => ({ buffer, offset: 0 });

/** A contraction as its kernel takes it: a product of matrices where its axes allow it. */
type Contraction =
  | { readonly kind: 'product'; readonly spec: ContractSpec }
  | { readonly kind: 'window'; readonly spec: WindowSpec };

function contraction(step: ContractStep): Contraction {
  const { batch, rows, reduced, n, a, b } = step;
  const rank = batch.length;
  const strides = b[0]?.strides ?? [];
  if (rows.length === 1 && reduced.length === 1 && step.parts.length === 1) {
    const spec = {
      batch: [...batch],
      m: rows[0] ?? 1,
      n,
      k: reduced[0] ?? 1,
      a: {
        start: 0,
        batchStrides: a.strides.slice(0, rank),
        m: a.strides[rank] ?? 0,
        k: a.strides[rank + 1] ?? 0,
      },
      b: { start: 0, batchStrides: strides.slice(0, rank), k: strides[rank] ?? 0, n: strides[rank + 1] ?? 0 },
      groups: b.length,
    };
    return { kind: 'product', spec };
  }
  const spec = windowSpec(step);
  const product = matrixProduct(spec);
  return product === null ? { kind: 'window', spec } : { kind: 'product', spec: product };
}

function accumulateSpec({ batch, m, n, k, steps, reverse, a, b }: AccumulateStep): ContractSpec {
  const rank = batch.length;
  const [row = 0, aTerm = 0] = a.strides.slice(rank);
  const [bTerm = 0, column = 0] = b.strides.slice(rank);
  const terms = steps * k;
  // Terms that are blocks of their own are walked backwards by their strides.
  const backwards = reverse && k === 1;
  const walk = (stride: number) =>
    backwards ? { start: (terms - 1) * stride, k: -stride } : { start: 0, k: stride };
  return {
    batch: [...batch],
    m,
    n,
    k: terms,
    a: { ...walk(aTerm), batchStrides: a.strides.slice(0, rank), m: row },
    b: { ...walk(bTerm), batchStrides: b.strides.slice(0, rank), n: column },
    groups: 1,
    accumulate: { block: Math.max(1, k), reverse: reverse && !backwards },
  };
}

/** @param productUnits the units of products met before, by signature: they take long to plan. */
function callOf(step: PlainStep, productUnits: Map<string, number>): Call {
  switch (step.form) {
    case 'map':
      return {
        signature: `map ${mapSignature(step)}`,
        units: planMap(step).units,
        args: mapPlaces(step),
        emit: (module, name) => emitMap(module, name, step),
      };
    case 'reduce':
      return {
        signature: `reduce ${reduceSignature(step)}`,
        units: reduceUnits(step),
        args: reducePlaces(step),
        emit: (module, name) => emitReduce(module, name, step),
      };
    case 'contract': {
      const made = contraction(step);
      const pairs = step.b.flatMap((b, group) => [
        { buffer: b.buffer, offset: b.offset },
        whole(step.targets[group] as Buffer),
      ]);
      const signature = `${made.kind === 'product' ? 'contract' : 'window'} ${JSON.stringify(made.spec)}`;
      const units =
        productUnits.get(signature) ??
        (made.kind === 'product' ? contractUnits(made.spec) : windowUnits(made.spec));
      productUnits.set(signature, units);
      return {
        signature,
        units,
        args: [{ buffer: step.a.buffer, offset: step.a.offset }, 'scratch', ...pairs],
        emit: (module, name) =>
          made.kind === 'product'
            ? emitContract(module, name, made.spec)
            : emitWindow(module, name, made.spec),
      };
    }
    case 'accumulate': {
      const spec = accumulateSpec(step);
      return {
        signature: `accumulate ${JSON.stringify(spec)}`,
        units: contractUnits(spec),
        args: [
          { buffer: step.a.buffer, offset: step.a.offset },
          'scratch',
          { buffer: step.b.buffer, offset: step.b.offset },
          whole(step.target),
        ],
        emit: (module, name) => emitContract(module, name, spec),
      };
    }
    case 'scatter':
      return {
        signature: `scatter ${step.dtype} ${step.outer} ${step.rows} ${step.extent} ${step.inner}`,
        units: scatterUnits(step),
        args: [whole(step.indices), whole(step.updates), ...step.targets.map(whole)],
        emit: (module, name) => emitScatter(module, name, step),
      };
    case 'cumulative':
      return {
        signature: `cumulative ${cumulativeSignature(step)}`,
        units: cumulativeUnits(step),
        args: [...step.sources, ...step.targets].map(whole),
        emit: (module, name) => emitCumulative(module, name, step),
      };
    case 'sort':
      return {
        signature: `sort ${step.rows} ${step.extent}`,
        units: sortUnits(step),
        args: ['scratch', whole(step.keys), ...step.targets.map(whole)],
        emit: (module, name) => emitSort(module, name, step),
      };
  }
}

/** A step that is one kernel. */
type PlainStep = Exclude<Step, LoopStep | BranchStep>;

/** All kernels of some steps, those of loops with the number of times that they run. */
function* kernelsOf(steps: readonly Step[], times = 1): Generator<{ step: PlainStep; times: number }> {
  for (const step of steps) {
    if (step.form === 'loop') {
      yield* kernelsOf(
        [...(step.condition?.steps ?? []), ...step.body],
        times * (step.condition ? 1 : step.length),
      );
    } else if (step.form === 'branch') {
      for (const { body } of step.cases) yield* kernelsOf(body, times);
    } else yield { step, times };
  }
}

/** Bytes of scratch memory that the kernels of a program need at most. */
export function scratchBytesOf(program: LoweredProgram): number {
  const needs = new Map<string, number>();
  for (const { step } of kernelsOf(program.steps)) {
    if (step.form === 'accumulate') {
      const spec = accumulateSpec(step);
      needs.set(`accumulate ${JSON.stringify(spec)}`, contractScratchBytes(spec));
    }
    if (step.form === 'sort') needs.set(`sort ${step.extent}`, sortScratchBytes(step));
    if (step.form !== 'contract') continue;
    const { kind, spec } = contraction(step);
    const key = `${kind} ${JSON.stringify(spec)}`;
    if (needs.has(key)) continue;
    needs.set(key, kind === 'product' ? contractScratchBytes(spec) : windowScratchBytes(spec));
  }
  return Math.max(0, ...needs.values());
}

/** A kernel of a compiled module, for reports. */
export interface CompiledKernel {
  readonly name: string;
  readonly calls: number;
}

interface KernelFunction {
  readonly name: string;
  readonly index: FunctionIndex;
  calls: number;
}

/** A program as WebAssembly. */
export interface CompiledModule {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly kernels: readonly CompiledKernel[];
}

/**
 * Compiles a program with a memory plan to a module that imports `env.memory` and exports `run`, which takes the
 * addresses of the inputs that have none in the plan. Every kernel is a function of its own, so that engines optimise
 * it after its first calls; kernels that differ only in where their elements are share one.
 * @param copies memory to copy when all kernels have run: the values of state that could not be written in place.
 */
export function compileModule(
  program: LoweredProgram,
  plan: MemoryPlan,
  copies: readonly { readonly from: Buffer; readonly to: Buffer }[] = [],
): CompiledModule {
  const module = new ModuleBuilder();
  module.importMemory('env', 'memory', { minPages: Math.ceil(plan.totalBytes / 65536) });
  const productUnits = new Map<string, number>();
  const calls = new Map<Step, Call>();
  const kernels = new Map<string, KernelFunction>();
  for (const { step, times } of kernelsOf(program.steps)) {
    const call = callOf(step, productUnits);
    if (call.units === 0) continue;
    calls.set(step, call);
    const { signature, emit } = call;
    const known = kernels.get(signature);
    if (known !== undefined) {
      known.calls += times;
      continue;
    }
    const name = `${signature.slice(0, signature.indexOf(' '))}${kernels.size}`;
    kernels.set(signature, { name, index: emit(module, name), calls: times });
  }
  const moving = program.inputs.filter((input) => !plan.addresses.has(input));
  const params = moving.map(() => 'i32' as const);
  const run = module.addFunction('run', params, [], (f) => {
    const addresses = new Addresses(f, plan, moving);
    const emitSteps = (steps: readonly Step[]): void => {
      for (const step of steps) {
        if (step.form === 'loop') emitLoop(f, step, plan, addresses, emitSteps);
        if (step.form === 'branch') emitBranch(f, step, addresses, emitSteps);
        const call = calls.get(step);
        if (call === undefined) continue;
        f.i32.const(0).i32.const(call.units);
        for (const argument of call.args) {
          if (argument === 'scratch') f.i32.const(plan.scratch);
          else addresses.push(argument.buffer, 4 * argument.offset);
        }
        f.call((kernels.get(call.signature) as KernelFunction).index);
      }
    };
    emitSteps(program.steps);
    for (const { from, to } of copies) {
      addresses.push(to, 0);
      addresses.push(from, 0);
      f.i32.const(Math.min(bytesOf(to), bytesOf(from))).memoryCopy();
    }
  });
  module.exportFunction('run', run);
  const report = [...kernels.values()].map(({ name, calls: count }) => ({ name, calls: count }));
  return { bytes: module.toBytes(), kernels: report };
}
