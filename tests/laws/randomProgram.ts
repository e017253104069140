import { builderFor } from '../../src/autodiff/reverse.ts';
import { runInstruction } from '../../src/interpreter/interpret.ts';
import { FuncWriter } from '../../src/ir/builder.ts';
import { type Func, Value } from '../../src/ir/func.ts';
import type { Op } from '../../src/ir/op.ts';
import { sameType, sizeOf, type TensorType, tensorType } from '../../src/ir/types.ts';
import { allocateData, type TensorData } from '../../src/kernel/data.ts';
import type { Choices } from './choices.ts';
import { chooseSample, chooseType, operations } from './operations.ts';
import { someData } from './values.ts';

/** A function with inputs to run it on. */
export interface RandomProgram {
  readonly func: Func;
  readonly inputs: readonly TensorData[];
}

const MAX_SIZE = 4000;

/** Whether most of the elements are numbers: programs of NaN alone would agree whatever they do. */
function isInformative(data: TensorData): boolean {
  const useful = data.filter((x) => Number.isFinite(x));
  return 2 * useful.length >= data.length;
}

class ProgramWriter {
  readonly #choices: Choices;
  readonly #writer = new FuncWriter();
  readonly #builder = builderFor(this.#writer);
  readonly #inputs: Value[] = [];
  readonly #known = new Map<Value, TensorData>();

  constructor(choices: Choices) {
    this.#choices = choices;
  }

  /** A value that is there already, recent ones more often. */
  any(): Value {
    const values = [...this.#known.keys()];
    const recent = this.#choices.onceIn(2) ? values : values.slice(-3);
    return recent[recent.length - 1 - this.#choices.below(recent.length)]!;
  }

  input(type: TensorType): Value {
    const value = new Value(type);
    this.#inputs.push(value);
    this.#known.set(value, someData(type, this.#choices));
    return value;
  }

  /** One number everywhere, which compilers know. */
  #uniform(type: TensorType): Value {
    const data = allocateData(type.dtype, 1).fill(
      this.#choices.pick(type.dtype === 'bool' ? [1, 0] : [1, 0, 2]),
    );
    const scalar = this.#builder.constant({ type: tensorType(type.dtype, []), data });
    const value = this.#builder.broadcastTo(scalar, { shape: type.shape });
    this.#known.set(value, allocateData(type.dtype, sizeOf(type.shape)).fill(data[0]!));
    return value;
  }

  #operand(type: TensorType): Value {
    const fitting = [...this.#known.keys()].filter((value) => sameType(value.type, type));
    if (this.#choices.onceIn(8)) return this.#uniform(type);
    return fitting.length === 0 || this.#choices.onceIn(6) ? this.input(type) : this.#choices.pick(fitting);
  }

  /** Applies an operation to a value, where it can be, and to others. */
  apply(op: Op, x: Value): void {
    const sample = chooseSample(op, this.#choices, x.type);
    if (sample === null) return;
    const own = sample.types.findIndex((type) => sameType(type, x.type));
    const inputs = sample.types.map((type, index) => (index === own ? x : this.#operand(type)));
    const types = op.infer(sample.types, sample.params);
    if (types.some(({ shape }) => sizeOf(shape) > MAX_SIZE)) return;
    const instruction = { op, inputs, params: sample.params, outputs: types.map((type) => new Value(type)) };
    const results = runInstruction(
      instruction,
      inputs.map((input) => this.#known.get(input)!),
    ) as TensorData[];
    if (!results.every(isInformative)) return;
    this.#writer.instructions.push(instruction);
    instruction.outputs.forEach((output, index) => {
      this.#known.set(output, results[index]!);
    });
  }

  /** Gives back what nothing reads, and a few other values. */
  finish(): RandomProgram {
    const values = [...this.#known.keys()];
    const read = new Set(this.#writer.instructions.flatMap(({ inputs }) => inputs));
    const unread = values.filter((value) => !read.has(value)).slice(-8);
    const others = Array.from({ length: this.#choices.below(3) }, () => this.#choices.pick(values));
    const func = this.#writer.finish('random', this.#inputs, [...unread, ...others]);
    return { func, inputs: this.#inputs.map((input) => this.#known.get(input)!) };
  }
}

/** A program of operations of the whole catalogue, applied to each other's results. */
export function chooseProgram(
  choices: Choices,
  maxSteps = 16,
  allowed: readonly Op[] = operations,
): RandomProgram {
  const writer = new ProgramWriter(choices);
  writer.input(chooseType(choices));
  for (let step = 2 + choices.below(maxSteps); step > 0; step--) {
    writer.apply(choices.pick(allowed), writer.any());
  }
  return writer.finish();
}
