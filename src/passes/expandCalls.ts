import type { Func, Value } from '../ir/func.ts';
import { rewrite } from './rewrite.ts';

/** Puts the instructions of functions that are only called in the place of the calls. */
export function expandCalls(func: Func): Func {
  if (!func.instructions.some(isCall)) return func;
  const expanded = rewrite(func, (instruction, { writer }) => {
    const callee = calleeOf(instruction);
    if (callee === null) return null;
    const known = new Map(callee.inputs.map((input, index) => [input, instruction.inputs[index] as Value]));
    const current = (value: Value): Value => known.get(value) ?? value;
    for (const { op, inputs, params, outputs } of callee.instructions) {
      const results = writer.emit(op, inputs.map(current), params);
      outputs.forEach((output, index) => {
        known.set(output, results[index] as Value);
      });
    }
    return callee.outputs.map(current);
  });
  return expandCalls(expanded);
}

function calleeOf({ op, inputs, params }: Func['instructions'][number]): Func | null {
  if (op.functions === undefined) return null;
  const kernel = op.lower(
    inputs.map((input) => input.type),
    params,
  );
  return kernel.form === 'inline' ? kernel.func : null;
}

const isCall = (instruction: Func['instructions'][number]): boolean => calleeOf(instruction) !== null;
