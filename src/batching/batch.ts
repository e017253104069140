import { builderFor } from '../autodiff/reverse.ts';
import { internalError } from '../errors.ts';
import { type Builder, FuncWriter } from '../ir/builder.ts';
import { type Func, Value } from '../ir/func.ts';
import { tensorType } from '../ir/types.ts';

/**
 * A function over batches: the inputs numbered in `batched` have a new leading axis of extent `size`, and so have all
 * outputs but those numbered in `sharedOutputs`, which do not depend on them. What does not depend on them is computed once.
 */
export function batchFunc(
  func: Func,
  batched: ReadonlySet<number>,
  size: number,
  sharedOutputs: ReadonlySet<number> = new Set(),
): Func {
  const writer = new FuncWriter();
  const b = builderFor(writer);
  const plain = new Map<Value, Value>();
  const many = new Map<Value, Value>();
  const inputs = func.inputs.map((value, index) => {
    const { dtype, shape } = value.type;
    const input = batched.has(index) ? new Value(tensorType(dtype, [size, ...shape])) : new Value(value.type);
    (batched.has(index) ? many : plain).set(value, input);
    return input;
  });
  const batchOf = (value: Value): Value => many.get(value) ?? spread(b, single(value), size);
  const single = (value: Value): Value => {
    const found = plain.get(value);
    if (found === undefined) throw internalError(`${func.name} reads a value before it is made`);
    return found;
  };
  for (const { op, inputs: values, params, outputs } of func.instructions) {
    const isBatched = values.some((value) => many.has(value));
    const emit = (operands: readonly Value[], own: unknown): readonly Value[] =>
      writer.emit(op, operands, own);
    const results = isBatched
      ? op.batch(b, {
          inputs: values.map(batchOf),
          shared: values.map((value) => (many.has(value) ? null : single(value))),
          params,
          size,
          emit,
          batchFunc,
        })
      : emit(values.map(single), params);
    outputs.forEach((output, index) => {
      (isBatched ? many : plain).set(output, results[index] as Value);
    });
  }
  const outputs = func.outputs.map((output, index) =>
    sharedOutputs.has(index) ? single(output) : batchOf(output),
  );
  return writer.finish(`vmap(${func.name})`, inputs, outputs);
}

/** A value with a new leading axis along which it is repeated. */
const spread = (b: Builder, value: Value, size: number): Value =>
  b.broadcastTo(value, { shape: [size, ...value.type.shape] });
