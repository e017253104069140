import type { Func, Value } from './func.ts';
import type { Op } from './op.ts';

/** Emits the instructions of a function in the place of a call; gives its outputs for the given inputs. */
export function inlineFunc(
  { inputs, instructions, outputs }: Func,
  given: readonly Value[],
  emit: (op: Op, inputs: readonly Value[], params: unknown) => readonly Value[],
): Value[] {
  const known = new Map(inputs.map((input, index) => [input, given[index] as Value]));
  const current = (value: Value): Value => known.get(value) ?? value;
  for (const { op, inputs: own, params, outputs: made } of instructions) {
    const results = emit(op, own.map(current), params);
    made.forEach((output, index) => {
      known.set(output, results[index] as Value);
    });
  }
  return outputs.map(current);
}
