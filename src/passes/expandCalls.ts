import { internalError } from '../errors.ts';
import type { Func } from '../ir/func.ts';
import { inlineFunc } from '../ir/inlineFunc.ts';
import { rewrite } from './rewrite.ts';

/** Puts the instructions of functions that are only called in the place of the calls. */
export function expandCalls(func: Func): Func {
  if (!func.instructions.some(isCall)) return func;
  const expanded = rewrite(func, (instruction, { writer }) => {
    const callee = calleeOf(instruction);
    if (callee === null) return null;
    return inlineFunc(callee, instruction.inputs, (...args) => writer.emit(...args));
  });
  return expandCalls(expanded);
}

/** Puts instructions in the place of operations that wait for this until they are narrowed. */
export function expandInlined(func: Func): Func {
  if (!func.instructions.some(({ op }) => op.traits.inlined)) return func;
  return rewrite(func, ({ op, inputs, params }, { writer }) => {
    if (!op.traits.inlined) return null;
    const kernel = op.lower(
      inputs.map((input) => input.type),
      params,
    );
    if (kernel.form !== 'inline') throw internalError(`${op.name} is not lowered to a function`);
    return inlineFunc(kernel.func, inputs, (...args) => writer.emit(...args));
  });
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
