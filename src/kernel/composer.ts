import type { Dtype } from '../ir/types.ts';
import { type Lane, LaneBuilder, type LaneProgram } from './lane.ts';
import { programKey, usedInputs } from './programFacts.ts';
import { prune } from './prune.ts';

/** A program put together from others. Its registers are the inputs, then the outputs of each call in turn. */
export interface Composition {
  readonly inputs: readonly Dtype[];
  readonly calls: readonly { readonly program: LaneProgram; readonly args: readonly number[] }[];
  readonly outputs: readonly number[];
}

/** Puts lane programs together; what is put together alike is written once. */
export class Composer {
  readonly #numbers = new Map<string, number>();
  readonly #known = new Map<string, LaneProgram>();

  /** The program that a composition describes. */
  compose(composition: Composition): LaneProgram {
    const { inputs, calls, outputs } = composition;
    const spelled = calls.map(({ program, args }) => `${this.#numberOf(program)}(${args})`);
    const key = `${inputs} ${spelled.join(' ')} ${outputs}`;
    const program = this.#known.get(key) ?? write(composition);
    this.#known.set(key, program);
    return program;
  }

  #numberOf(program: LaneProgram): number {
    const key = programKey(program);
    const number = this.#numbers.get(key) ?? this.#numbers.size;
    this.#numbers.set(key, number);
    return number;
  }
}

function write(composition: Composition): LaneProgram {
  const { inputs, calls, outputs } = composition;
  const builder = new LaneBuilder(inputs);
  const lanes = [...builder.inputs];
  const at = (register: number): Lane => lanes[register] as Lane;
  for (const { program, args } of calls) lanes.push(...builder.inline(program, args.map(at)));
  const whole = builder.finish(outputs.map(at));
  return readsAll(composition) ? whole : prune(whole);
}

/** Whether every output of every call is read. */
function readsAll({ inputs, calls, outputs }: Composition): boolean {
  const read = new Set(outputs);
  let last = inputs.length;
  for (const { program, args } of calls) {
    for (const input of usedInputs(program)) read.add(args[input] as number);
    last += program.outputs.length;
  }
  for (let register = inputs.length; register < last; register++) if (!read.has(register)) return false;
  return true;
}
