import type { Instruction, Value } from '../../ir/func.ts';
import type { ImproveContext, Op } from '../../ir/op.ts';
import { sizeOf } from '../../ir/types.ts';
import { add } from '../arithmetic.ts';
import { kernelOf } from './loop.ts';

const addition: Op = add;

type Emit = ImproveContext<readonly Value[], unknown, readonly Value[]>['emit'];

/** A sum over the steps of a loop: `term` is added up, and the total is finished after the loop. */
export interface Accumulator {
  readonly term: Value;
  finish(total: Value, emit: Emit): Value;
}

/** Larger terms are reduced at every step: adding them up would cost more memory than it saves. */
const MAX_ELEMENTS = 1 << 16;

/**
 * How to add up a value of a loop's body. A reduction of a value is the same for the sum of those values, so that it can
 * be done once, after the loop; sums of several such values are added up one by one.
 */
export function accumulatorsOf(instructions: readonly Instruction[], value: Value): Accumulator[] {
  const definitions = new Map(
    instructions.flatMap((instruction) =>
      instruction.outputs.map((output) => [output, instruction] as const),
    ),
  );
  const whole: Accumulator = { term: value, finish: (total) => total };
  const visit = (current: Value): Accumulator[] | null => {
    const definition = definitions.get(current);
    if (definition === undefined) return null;
    const { op, inputs, params } = definition;
    if (op === addition) {
      const parts = inputs.map((input) => visit(input));
      if (parts.every((part) => part === null)) return null;
      return parts.flatMap((part, index) => part ?? [{ ...whole, term: inputs[index] as Value }]);
    }
    const [input] = inputs;
    if (op.traits.additive !== true || input === undefined || sizeOf(input.type.shape) > MAX_ELEMENTS)
      return null;
    const inner = visit(input);
    const reduces = kernelOf(definition).form === 'reduce';
    if (inner === null && !reduces) return null;
    return (inner ?? [{ ...whole, term: input }]).map(({ term, finish }) => ({
      term,
      finish: (total, emit) => emit(op, [finish(total, emit)], params)[0] as Value,
    }));
  };
  return visit(value) ?? [whole];
}
