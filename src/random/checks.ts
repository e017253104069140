import { dtypeError, shapeError, valueError } from '../errors.ts';
import { checkShape, formatShape, formatType, type Shape } from '../ir/types.ts';
import { asTensor, type Tensor, type TensorLike } from '../trace/index.ts';

/**
 * A parameter of a distribution as an f32 tensor that broadcasts to the shape of the draw.
 * @throws LimpetError (`dtype`, `shape`, `value`) where it is not f32, does not broadcast, or is the number NaN.
 */
export function floatParameter(what: string, name: string, value: TensorLike, shape: Shape): Tensor {
  const tensor = asTensor(value);
  if (tensor.dtype !== 'f32') {
    throw dtypeError(
      `${what}: expected a number or an f32 tensor as ${name}, got ${formatType(tensor.type)}`,
    );
  }
  if (typeof value === 'number' && Number.isNaN(value)) {
    throw valueError(`${what}: expected a number as ${name}, got NaN`);
  }
  checkBroadcast(what, name, tensor.shape, shape);
  return tensor;
}

/** Throws unless both shapes are valid and the parameter's broadcasts to that of the draw. */
export function checkBroadcast(what: string, name: string, given: Shape, shape: Shape): void {
  checkShape(what, shape);
  const lead = shape.length - given.length;
  if (lead >= 0 && given.every((extent, axis) => extent === 1 || extent === shape[lead + axis])) return;
  throw shapeError(
    `${what}: ${name} of shape ${formatShape(given)} does not broadcast to the drawn shape ${formatShape(shape)}`,
  );
}

/** Throws where an element is not as expected. The elements of a traced tensor are not known and pass. */
export function expectEach(
  what: string,
  expected: string,
  { storage }: Tensor,
  holds: (element: number) => boolean,
): void {
  if (storage.kind === 'traced') return;
  const wrong = storage.data.findIndex((element) => !holds(element));
  if (wrong < 0) return;
  const place = storage.data.length > 1 ? ` at position ${wrong}` : '';
  throw valueError(`${what}: expected ${expected}, got ${storage.data[wrong]}${place}`);
}

/** Throws where a probability is not in 0..1. The elements of a traced tensor are not known and pass. */
export const expectProbabilities = (what: string, probabilities: Tensor): void =>
  expectEach(what, 'probabilities from 0 to 1', probabilities, (each) => each >= 0 && each <= 1);
