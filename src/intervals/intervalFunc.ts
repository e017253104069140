import { builderFor } from '../autodiff/reverse.ts';
import { internalError, valueError } from '../errors.ts';
import { FuncWriter } from '../ir/builder.ts';
import { type Func, reachedFrom, Value } from '../ir/func.ts';
import type { Interval, IntervalFunc } from '../ir/op.ts';

/**
 * A function over intervals: each input numbered in `intervals` becomes two, its lower and its upper end, and so does each
 * output that depends on one of them, or is numbered in `alsoOutputs`. For all inputs between the ends the outputs of `func`
 * lie between the ends that it gives. What does not depend on the intervals is computed once, as `func` does.
 * @throws LimpetError (`value`) that names an operation without an interval rule.
 */
export function intervalFunc(
  func: Func,
  intervals: ReadonlySet<number>,
  alsoOutputs: ReadonlySet<number> = new Set(),
): IntervalFunc {
  const writer = new FuncWriter();
  const b = builderFor(writer);
  const known = new Map<Value, Interval>();
  const inputs = func.inputs.flatMap((input, index) => {
    const lower = new Value(input.type);
    const upper = intervals.has(index) ? new Value(input.type) : lower;
    known.set(input, { lower, upper });
    return lower === upper ? [lower] : [lower, upper];
  });
  const find = (value: Value): Interval => {
    const found = known.get(value);
    if (found === undefined) throw internalError(`${func.name} reads a value before it is made`);
    return found;
  };
  for (const { op, inputs: values, params, outputs } of func.instructions) {
    const own = values.map(find);
    const emit = (operands: readonly Value[], given: unknown): readonly Value[] =>
      writer.emit(op, operands, given);
    const isPlain = own.every(({ lower, upper }) => lower === upper);
    if (!isPlain && op.interval === undefined)
      throw valueError(
        `intervalBounds: ${op.name} in \`${func.name}\` has no interval rule, so its result has no bounds`,
      );
    const results =
      isPlain || op.interval === undefined
        ? emit(
            own.map(({ lower }) => lower),
            params,
          ).map((value) => ({ lower: value, upper: value }))
        : op.interval(b, { inputs: own, params, emit, intervalFunc });
    outputs.forEach((output, index) => {
      known.set(output, results[index] as Interval);
    });
  }
  const reached = reachedFrom(
    func,
    func.inputs.filter((_, index) => intervals.has(index)),
  );
  const isInterval = func.outputs.map((output, index) => reached.has(output) || alsoOutputs.has(index));
  const outputs = func.outputs.flatMap((output, index) => {
    const { lower, upper } = find(output);
    return isInterval[index] ? [lower, upper] : [lower];
  });
  return {
    func: writer.finish(`bounds(${func.name})`, inputs, outputs),
    outputs: new Set(isInterval.flatMap((each, index) => (each ? [index] : []))),
  };
}
