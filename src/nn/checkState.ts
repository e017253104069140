import { formatShape, formatType, type Shape, sameShape } from '../ir/types.ts';
import { Tensor } from '../trace/index.ts';
import { ModuleError } from './moduleError.ts';

/**
 * The tensors of a state, which must be f32 and of the expected shapes.
 * @param batch that of the input; undefined for an input without one.
 * @throws ModuleError (`tree`, `shape`) naming the tensor, with the cure.
 */
export function checkState(
  module: string,
  expected: Readonly<Record<string, Shape>>,
  given: object,
  batch: number | undefined,
): Record<string, Tensor> {
  const tensors: Record<string, Tensor> = {};
  for (const [name, shape] of Object.entries(expected)) {
    const tensor: unknown = Reflect.get(given, name);
    if (tensor instanceof Tensor && tensor.dtype === 'f32' && sameShape(tensor.shape, shape)) {
      tensors[name] = tensor;
      continue;
    }
    const found = tensor instanceof Tensor ? formatType(tensor.type) : `${String(tensor)} (${typeof tensor})`;
    const start = `initialState(${batch ?? ''})`;
    const problem = `state at ${name}: expected f32${formatShape(shape)}, got ${found}; for this input start from ${start}`;
    throw new ModuleError({ code: tensor instanceof Tensor ? 'shape' : 'tree', module, problem });
  }
  return tensors;
}
