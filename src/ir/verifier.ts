import { internalError } from '../errors.ts';
import type { Func, Value } from './func.ts';
import { formatType, sameType } from './types.ts';

/**
 * Checks that a function is well formed: every value is made once and before it is read, and has the type that the
 * operation's own rule gives it.
 * @throws LimpetError (`internal`) naming `after`, the pass that made the function.
 */
export function verify(func: Func, after: string): Func {
  const known = new Set<Value>(func.inputs);
  const fail = (problem: string): never => {
    throw internalError(`after ${after}, ${func.name} is broken: ${problem}`);
  };
  func.instructions.forEach(({ op, inputs, params, outputs }, index) => {
    const where = `instruction ${index} (${op.name})`;
    for (const input of inputs)
      if (!known.has(input)) fail(`${where} reads a value that is not made before it`);
    const types = op.infer(
      inputs.map((input) => input.type),
      params,
    );
    if (types.length !== outputs.length)
      fail(`${where} has ${outputs.length} outputs, its rule gives ${types.length}`);
    outputs.forEach((output, position) => {
      const expected = types[position];
      if (expected === undefined || !sameType(expected, output.type)) {
        fail(
          `${where} gives ${formatType(output.type)}, its rule says ${expected ? formatType(expected) : 'nothing'}`,
        );
      }
      if (known.has(output)) fail(`${where} makes a value a second time`);
      known.add(output);
    });
    for (const inner of op.functions?.(params) ?? []) verify(inner, after);
  });
  for (const output of func.outputs) if (!known.has(output)) fail('an output is never made');
  return func;
}
