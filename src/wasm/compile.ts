import type {
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
import { accumulateSpec, type Contraction, contraction } from './contraction.ts';
import { contractScratchBytes, contractUnits, emitContract } from './contractKernel.ts';
import { emitPanels, panelUnits } from './contractPanels.ts';
import { cumulativeSignature, cumulativeUnits, emitCumulative } from './cumulativeKernel.ts';
import type { FunctionIndex } from './functionBuilder.ts';
import { emitLoop } from './loop.ts';
import { type PanelCopy, type PanelPlan, planPanels } from './loopPanels.ts';
import { emitMap, mapPlaces, mapSignature, planMap } from './mapKernel.ts';
import { emitReduce, reducePlaces, reduceSignature, reduceUnits } from './reduceKernel.ts';
import { emitScatter, scatterUnits } from './scatterKernel.ts';
import { emitSort, sortScratchBytes, sortUnits } from './sortKernel.ts';
import { emitWindow, windowScratchBytes, windowUnits } from './windowKernel.ts';

/** An argument of a kernel: a place in a buffer, scratch memory, or an offset in the memory for panels. */
type Argument = Place | 'scratch' | { readonly panels: number };

/** How a kernel is called: its code, its units, and its arguments after the range. */
interface Call {
  /** Equal for calls of one kernel. */
  readonly signature: string;
  readonly units: number;
  readonly args: readonly Argument[];
  readonly emit: (module: ModuleBuilder, name: string) => FunctionIndex;
}

const whole = (buffer: Buffer): Place => ({ buffer, offset: 0 });

/** What calls depend on besides their step. */
interface CallContext {
  readonly panels: PanelPlan;
  /** The units of products met before, by signature: they take long to plan. */
  readonly productUnits: Map<string, number>;
}

/** A product or a window, with B in panels where it is copied before a loop. */
function productOf(step: ContractStep, { products }: PanelPlan): Contraction {
  const spec = products.get(step)?.spec;
  return spec === undefined ? contraction(step) : { kind: 'product', spec };
}

function contractCall(step: ContractStep, { panels, productUnits }: CallContext): Call {
  const made = productOf(step, panels);
  const offsets = panels.products.get(step)?.offsets;
  const pairs = step.b.flatMap(({ buffer, offset }, group): Argument[] => [
    offsets ? { panels: offsets[group] ?? 0 } : { buffer, offset },
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
      made.kind === 'product' ? emitContract(module, name, made.spec) : emitWindow(module, name, made.spec),
  };
}

const copyCall = ({ source, spec, offset }: PanelCopy): Call => ({
  signature: `panels ${JSON.stringify(spec)}`,
  units: panelUnits(spec),
  args: [source, { panels: offset }],
  emit: (module, name) => emitPanels(module, name, spec),
});

/** The calls of a step: one kernel, or what a loop needs before it begins. */
function callsOf(step: PlainStep | LoopStep, context: CallContext): Call[] {
  if (step.form === 'loop') return (context.panels.copies.get(step) ?? []).map(copyCall);
  const call = callOf(step, context);
  return call.units === 0 ? [] : [call];
}

function callOf(step: PlainStep, context: CallContext): Call {
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
    case 'contract':
      return contractCall(step, context);
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

/** All kernels of some steps, and the loops, each with the number of times that it runs. */
function* kernelsOf(
  steps: readonly Step[],
  times = 1,
): Generator<{ step: PlainStep | LoopStep; times: number }> {
  for (const step of steps) {
    if (step.form === 'loop') {
      yield { step, times };
      yield* kernelsOf(
        [...(step.condition?.steps ?? []), ...step.body],
        times * (step.condition ? 1 : step.length),
      );
    } else if (step.form === 'branch') {
      for (const { body } of step.cases) yield* kernelsOf(body, times);
    } else yield { step, times };
  }
}

/** Bytes of scratch memory that the kernels of a program need: panels of loops, then what one kernel needs at most. */
export function scratchBytesOf(program: LoweredProgram): number {
  const needs = new Map<string, number>();
  const panels = planPanels(program.steps);
  for (const { step } of kernelsOf(program.steps)) {
    if (step.form === 'accumulate') {
      const spec = accumulateSpec(step);
      needs.set(`accumulate ${JSON.stringify(spec)}`, contractScratchBytes(spec));
    }
    if (step.form === 'sort') needs.set(`sort ${step.extent}`, sortScratchBytes(step));
    if (step.form !== 'contract') continue;
    const { kind, spec } = productOf(step, panels);
    const key = `${kind} ${JSON.stringify(spec)}`;
    if (needs.has(key)) continue;
    needs.set(key, kind === 'product' ? contractScratchBytes(spec) : windowScratchBytes(spec));
  }
  return panels.bytes + Math.max(0, ...needs.values());
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
  const panels = planPanels(program.steps);
  const context: CallContext = { panels, productUnits: new Map() };
  const calls = new Map<Step, readonly Call[]>();
  const kernels = new Map<string, KernelFunction>();
  for (const { step, times } of kernelsOf(program.steps)) {
    const own = callsOf(step, context);
    calls.set(step, own);
    for (const { signature, emit } of own) {
      const known = kernels.get(signature);
      if (known !== undefined) {
        known.calls += times;
        continue;
      }
      const name = `${signature.slice(0, signature.indexOf(' '))}${kernels.size}`;
      kernels.set(signature, { name, index: emit(module, name), calls: times });
    }
  }
  const moving = program.inputs.filter((input) => !plan.addresses.has(input));
  const params = moving.map(() => 'i32' as const);
  const run = module.addFunction('run', params, [], (f) => {
    const addresses = new Addresses(f, plan, moving);
    const emitCall = ({ signature, units, args }: Call): void => {
      f.i32.const(0).i32.const(units);
      for (const argument of args) {
        if (argument === 'scratch') f.i32.const(plan.scratch + panels.bytes);
        else if ('panels' in argument) f.i32.const(plan.scratch + argument.panels);
        else addresses.push(argument.buffer, 4 * argument.offset);
      }
      f.call((kernels.get(signature) as KernelFunction).index);
    };
    const emitSteps = (steps: readonly Step[]): void => {
      for (const step of steps) {
        for (const call of calls.get(step) ?? []) emitCall(call);
        if (step.form === 'loop') emitLoop(f, step, plan, addresses, emitSteps);
        if (step.form === 'branch') emitBranch(f, step, addresses, emitSteps);
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
