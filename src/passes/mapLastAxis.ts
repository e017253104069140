import { builderFor } from '../autodiff/reverse.ts';
import { internalError } from '../errors.ts';
import { FuncWriter } from '../ir/builder.ts';
import { definitionsOf, type Func, type Value } from '../ir/func.ts';
import type { MappedValue } from '../ir/op.ts';
import type { TensorType } from '../ir/types.ts';
import { sizeOf } from '../ir/types.ts';
import type { TensorData } from '../kernel/data.ts';
import { errorOfSums } from '../ops/intervalSums.ts';
import { UniformValues } from './uniform.ts';

/** A matrix that is known, [elements, products]. */
export interface KnownMatrix {
  readonly type: TensorType;
  readonly data: TensorData;
}

/**
 * The function whose one output is multiplied along its last axis by a matrix: by one of its operands already where it is linear
 * in them, so that a product with weights becomes a product with products of weights. A second output is what
 * the products of the output as the function rounds it can be off, at most.
 */
export function mapLastAxis(func: Func, matrix: KnownMatrix): Func {
  const writer = new FuncWriter();
  writer.instructions.push(...func.instructions);
  const b = builderFor(writer);
  const factor = b.constant(matrix);
  const [elements = 0, extent = 0] = matrix.type.shape;
  const definitions = definitionsOf(func);
  const uniforms = new UniformValues((value) => definitions.get(value));
  const times = (value: Value, other: Value): Value => {
    const lead = value.type.shape.slice(0, -1);
    const rows = b.reshape(value, { shape: [sizeOf(lead), elements] });
    return b.reshape(b.matmul(rows, other), { shape: [...lead, extent] });
  };
  const mapped = (value: Value): MappedValue => {
    const definition = definitions.get(value);
    const linear = definition?.op.lastAxis?.(b, {
      inputs: definition.inputs,
      params: definition.params,
      extent,
      mapped,
      uniform: (input) => uniforms.of(input),
    });
    return linear ?? { value: times(value, factor), sizes: b.abs(value), roundings: 0 };
  };
  const [output] = func.outputs;
  if (output === undefined || func.outputs.length !== 1)
    throw internalError('mapLastAxis: expected a function with one output');
  const { value, sizes, roundings } = mapped(output);
  return writer.finish(func.name, func.inputs, [
    value,
    errorOfSums(b, times(sizes, b.abs(factor)), roundings + elements),
  ]);
}
