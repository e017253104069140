import { formatShape, formatType, type Shape, sameShape } from '../ir/types.ts';
import { full, Tensor } from '../trace/index.ts';
import { ModuleError } from './moduleError.ts';

/** The first value of a parameter of neurons: a tensor of one of the allowed shapes, or a number for all of them. */
export type NeuronParameter = Tensor | number;

/** Shapes that a parameter can have; the first one is that of a number. */
export type AllowedShapes = readonly [Shape, ...Shape[]];

/**
 * The first value of a parameter of neurons; its shape is what the parameter keeps.
 * @throws ModuleError (`shape`, `dtype`, `value`) for a tensor of another shape or type, or NaN.
 */
export function neuronParameter(
  module: string,
  path: string,
  initial: NeuronParameter,
  shapes: AllowedShapes,
): Tensor {
  if (Number.isNaN(initial))
    throw new ModuleError({ code: 'value', module, path, problem: 'expected a number or a tensor, got NaN' });
  if (!(initial instanceof Tensor)) return full(shapes[0], initial);
  if (initial.dtype === 'f32' && shapes.some((shape) => sameShape(shape, initial.shape))) return initial;
  const expected = shapes.map((shape) => `f32${formatShape(shape)}`).join(' or ');
  const code = initial.dtype === 'f32' ? 'shape' : 'dtype';
  throw new ModuleError({
    code,
    module,
    path,
    problem: `expected ${expected}, got ${formatType(initial.type)}`,
  });
}
