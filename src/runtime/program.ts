import { internalError } from '../errors.ts';
import type { Func } from '../ir/func.ts';
import { printFunc } from '../ir/printer.ts';
import type { TensorType } from '../ir/types.ts';
import type { TensorData } from '../kernel/data.ts';
import type { Buffer, LoweredProgram, Step } from '../kernel/program.ts';
import { copyStep } from '../passes/copyStep.ts';
import { fuse } from '../passes/fuse.ts';
import { optimize } from '../passes/pipeline.ts';
import { type MemoryPlan, planMemory } from '../passes/planMemory.ts';
import { printProgram } from '../passes/printProgram.ts';
import { type CompiledModule, compileModule, scratchBytesOf } from '../wasm/compile.ts';
import { ProgramMemory } from './memory.ts';

/** Pairs of an input that stays in memory and the output that becomes its next value. */
export type ResidentPairs = readonly { readonly input: number; readonly output: number }[];

/** What a compiled program says about itself. */
export interface ProgramReport {
  /** Bytes by use: constants, state, temporaries, and the whole memory with its inputs. */
  readonly memory: {
    readonly constants: number;
    readonly state: number;
    readonly temporaries: number;
    readonly total: number;
  };
  /** The kernels and how often each is called. */
  readonly kernels: readonly { readonly name: string; readonly calls: number }[];
  readonly moduleBytes: number;
}

/** A compiled function: a WebAssembly module with its memory. */
export class Program {
  readonly func: Func;
  readonly lowered: LoweredProgram;
  readonly #plan: MemoryPlan;
  readonly #module: CompiledModule;
  readonly #memory: ProgramMemory;
  readonly #run: (...addresses: number[]) => void;
  readonly #moving: readonly Buffer[];

  constructor(func: Func, resident: ResidentPairs = []) {
    this.func = func;
    const lowered = separateStates(fuse(optimize(func)), resident);
    this.lowered = lowered;
    this.#plan = planMemory(lowered, resident, scratchBytesOf(lowered));
    const copies = resident
      .filter(({ output }) => !this.#plan.inPlace.has(output))
      .map(({ input, output }) => ({ from: bufferOf(lowered, output), to: lowered.inputs[input] as Buffer }));
    // Memory comes first: a plan beyond what WebAssembly addresses cannot be compiled.
    this.#memory = new ProgramMemory(this.#plan.totalBytes);
    this.#module = compileModule(lowered, this.#plan, copies);
    this.#moving = lowered.inputs.filter((input) => !this.#plan.addresses.has(input));
    for (const [buffer, address] of this.#plan.addresses) {
      if (buffer.origin.kind === 'data') this.#memory.write(address, buffer.origin.data);
    }
    const instance = new WebAssembly.Instance(new WebAssembly.Module(this.#module.bytes), {
      env: { memory: this.#memory.memory },
    });
    const { run } = instance.exports;
    if (typeof run !== 'function') throw internalError('the compiled module has no run function');
    this.#run = run as (...addresses: number[]) => void;
  }

  /** Runs once. `inputs` has one entry per input; those that are resident are ignored. */
  run(inputs: readonly (TensorData | null)[]): void {
    const pinned = new Set(inputs.filter((input) => input !== null));
    this.#inputs = inputs;
    const addresses = this.#moving.map((buffer) =>
      this.#memory.place(inputs[inputIndex(buffer)] as TensorData, pinned),
    );
    this.#run(...addresses);
  }
  #inputs: readonly (TensorData | null)[] = [];

  /** The elements of an output after a run. */
  output(index: number): { readonly type: TensorType; readonly data: TensorData } {
    const { buffer, type } = this.lowered.outputs[index] as { buffer: Buffer; type: TensorType };
    const address = this.#plan.addresses.get(buffer);
    if (address !== undefined) return { type, data: this.#memory.read(address, type.dtype, buffer.size) };
    const data = this.#inputs[inputIndex(buffer)];
    if (data === null || data === undefined) throw internalError('an output that is an input has no data');
    return { type, data };
  }

  /** Writes the value of a resident input. */
  writeState(input: number, data: TensorData): void {
    this.#memory.write(this.#stateAddress(input), data);
  }

  /** The current value of a resident input. */
  readState(input: number): TensorData {
    const { dtype, size } = this.lowered.inputs[input] as Buffer;
    return this.#memory.read(this.#stateAddress(input), dtype, size);
  }

  #stateAddress(input: number): number {
    const address = this.#plan.addresses.get(this.lowered.inputs[input] as Buffer);
    if (address === undefined) throw internalError(`input ${input} is not resident`);
    return address;
  }

  /** Memory, kernels and size of the module. */
  get report(): ProgramReport {
    const { constantBytes, stateBytes, temporaryBytes } = this.#plan;
    return {
      memory: {
        constants: constantBytes,
        state: stateBytes,
        temporaries: temporaryBytes,
        total: this.#memory.bytes,
      },
      kernels: this.#module.kernels,
      moduleBytes: this.#module.bytes.length,
    };
  }

  /** The WebAssembly module, for other tools to read. */
  get moduleBytes(): Uint8Array {
    return this.#module.bytes.slice();
  }

  /** The program after every pass, and its kernels with their memory, as text. */
  stages(): { readonly stage: string; readonly text: string }[] {
    const stages: { stage: string; text: string }[] = [];
    optimize(this.func, {
      check: true,
      observe: (stage, func) => stages.push({ stage, text: printFunc(func) }),
    });
    stages.push({ stage: 'kernels', text: printProgram(this.lowered, this.#plan) });
    return stages;
  }
}

const bufferOf = (program: LoweredProgram, output: number): Buffer =>
  program.outputs[output]?.buffer as Buffer;

const inputIndex = ({ origin }: Buffer): number => (origin.kind === 'input' ? origin.index : -1);

/** A step that copies a buffer to a new one. */
function copyOf(buffer: Buffer): { readonly copy: Buffer; readonly step: Step } {
  const { dtype, size } = buffer;
  const copy: Buffer = { dtype, size, origin: { kind: 'temporary' } };
  return { copy, step: copyStep(buffer, copy) };
}

/**
 * Gives every next value of a state a buffer of its own: values that are another input, a constant, or the next value
 * of another state as well, are copied at the end, so that the copies of states cannot disturb each other. Outputs
 * that are the old value of a state are copied at the beginning, before it changes.
 */
function separateStates(program: LoweredProgram, resident: ResidentPairs): LoweredProgram {
  const taken = new Set<Buffer>();
  const changing = new Set<Buffer>();
  const first: Step[] = [];
  const last: Step[] = [];
  const outputs = [...program.outputs];
  for (const { input, output } of resident) {
    const { buffer, type } = program.outputs[output] as { buffer: Buffer; type: TensorType };
    const state = program.inputs[input] as Buffer;
    if (buffer === state) continue;
    changing.add(state);
    if (buffer.origin.kind === 'temporary' && !taken.has(buffer)) {
      taken.add(buffer);
      continue;
    }
    const { copy, step } = copyOf(buffer);
    last.push(step);
    outputs[output] = { buffer: copy, type };
  }
  const states = new Set(resident.map(({ output }) => output));
  outputs.forEach(({ buffer, type }, index) => {
    if (states.has(index) || !changing.has(buffer)) return;
    const { copy, step } = copyOf(buffer);
    first.push(step);
    outputs[index] = { buffer: copy, type };
  });
  return { ...program, steps: [...first, ...program.steps, ...last], outputs };
}
