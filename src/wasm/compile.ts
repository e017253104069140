import type { Buffer, LoweredProgram, Step } from '../kernel/program.ts';
import { bytesOf, type MemoryPlan } from '../passes/planMemory.ts';
import { ModuleBuilder } from './assembler.ts';
import { type ContractSpec, contractScratchBytes, contractUnits, emitContract } from './contractKernel.ts';
import type { FunctionBuilder, FunctionIndex, Local } from './functionBuilder.ts';
import { emitMap, mapBuffers, mapSignature, planMap } from './mapKernel.ts';
import { emitReduce, reduceBuffers, reduceSignature, reduceUnits } from './reduceKernel.ts';
import { emitScatter, scatterUnits } from './scatterKernel.ts';

/** An argument of a kernel: a place in a buffer, or scratch memory. */
type Argument = { readonly buffer: Buffer; readonly offset: number } | 'scratch';

/** How a step is called: its kernel's code, its units, and its arguments after the range. */
interface Call {
  readonly signature: string;
  readonly units: number;
  readonly args: readonly Argument[];
  readonly emit: (module: ModuleBuilder, name: string) => FunctionIndex;
}

const whole = (buffer: Buffer): Argument => ({ buffer, offset: 0 });

function contractSpec(step: Extract<Step, { form: 'contract' }>): ContractSpec {
  const { batch, m, n, k, a, b } = step;
  const rank = batch.length;
  const strides = b[0]?.strides ?? [];
  return {
    batch: [...batch],
    m,
    n,
    k,
    a: {
      start: 0,
      batchStrides: a.strides.slice(0, rank),
      m: a.strides[rank] ?? 0,
      k: a.strides[rank + 1] ?? 0,
    },
    b: { start: 0, batchStrides: strides.slice(0, rank), k: strides[rank] ?? 0, n: strides[rank + 1] ?? 0 },
    groups: b.length,
  };
}

function callOf(step: Step): Call {
  switch (step.form) {
    case 'map':
      return {
        signature: `map ${mapSignature(step)}`,
        units: planMap(step).units,
        args: mapBuffers(step).map(whole),
        emit: (module, name) => emitMap(module, name, step),
      };
    case 'reduce':
      return {
        signature: `reduce ${reduceSignature(step)}`,
        units: reduceUnits(step),
        args: reduceBuffers(step).map(whole),
        emit: (module, name) => emitReduce(module, name, step),
      };
    case 'contract': {
      const spec = contractSpec(step);
      const pairs = step.b.flatMap((b, group) => [
        { buffer: b.buffer, offset: b.offset },
        whole(step.targets[group] as Buffer),
      ]);
      return {
        signature: `contract ${JSON.stringify(spec)}`,
        units: contractUnits(spec),
        args: [{ buffer: step.a.buffer, offset: step.a.offset }, 'scratch', ...pairs],
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
  }
}

/** Bytes of scratch memory that the kernels of a program need at most. */
export function scratchBytesOf(program: LoweredProgram): number {
  return program.steps.reduce(
    (bytes, step) => Math.max(bytes, step.form === 'contract' ? contractScratchBytes(contractSpec(step)) : 0),
    0,
  );
}

/** A kernel of a compiled module, for reports. */
export interface CompiledKernel {
  readonly name: string;
  readonly calls: number;
}

/** A program as WebAssembly. */
export interface CompiledModule {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly kernels: readonly CompiledKernel[];
}

/**
 * Compiles a program with a memory plan to a module that imports `env.memory` and exports `run`, which takes the
 * addresses of the inputs that have none in the plan. Every kernel is a function of its own, so that engines optimise
 * it after its first calls; kernels that differ only in their buffers share one.
 * @param copies memory to copy when all kernels have run: the values of state that could not be written in place.
 */
export function compileModule(
  program: LoweredProgram,
  plan: MemoryPlan,
  copies: readonly { readonly from: Buffer; readonly to: Buffer }[] = [],
): CompiledModule {
  const module = new ModuleBuilder();
  module.importMemory('env', 'memory', { minPages: Math.ceil(plan.totalBytes / 65536) });
  const calls = program.steps.map(callOf);
  const functions = new Map<
    string,
    { readonly name: string; readonly index: FunctionIndex; calls: number }
  >();
  calls.forEach(({ signature, emit, units }, position) => {
    if (units === 0) return;
    const known = functions.get(signature);
    if (known !== undefined) known.calls++;
    else {
      const name = `${program.steps[position]?.form}${functions.size}`;
      functions.set(signature, { name, index: emit(module, name), calls: 1 });
    }
  });
  const moving = program.inputs.filter((input) => !plan.addresses.has(input));
  const run = module.addFunction(
    'run',
    moving.map(() => 'i32' as const),
    [],
    (f) => {
      const pushAddress = addressPusher(f, plan, moving);
      for (const { signature, units, args } of calls) {
        if (units === 0) continue;
        f.i32.const(0).i32.const(units);
        for (const argument of args) {
          if (argument === 'scratch') f.i32.const(plan.scratch);
          else pushAddress(argument.buffer, 4 * argument.offset);
        }
        f.call((functions.get(signature) as { index: FunctionIndex }).index);
      }
      for (const { from, to } of copies) {
        pushAddress(to, 0);
        pushAddress(from, 0);
        f.i32.const(Math.min(bytesOf(to), bytesOf(from))).memoryCopy();
      }
    },
  );
  module.exportFunction('run', run);
  return {
    bytes: module.toBytes(),
    kernels: [...functions.values()].map(({ name, calls: count }) => ({ name, calls: count })),
  };
}

function addressPusher(f: FunctionBuilder, plan: MemoryPlan, moving: readonly Buffer[]) {
  const params = new Map<Buffer, Local>(moving.map((buffer, index) => [buffer, f.param(index)]));
  return (buffer: Buffer, offset: number): void => {
    const param = params.get(buffer);
    if (param === undefined) {
      f.i32.const((plan.addresses.get(buffer) ?? 0) + offset);
      return;
    }
    f.get(param);
    if (offset !== 0) f.i32.const(offset).i32.add();
  };
}
