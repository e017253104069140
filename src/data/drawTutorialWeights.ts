import { shapeError } from '../errors.ts';
import { formatShape, type Shape } from '../ir/types.ts';
import type { NumpyRandomState } from '../random/numpyLegacy.ts';

/**
 * The initial weights of the adversarial training tutorial, float32 in row-major order: each of shape [fan-in, fan-out] uniform
 * within ±√(6 / fan-in), drawn in float64 in the order of the shapes. The tutorial draws them from the generator that has just
 * drawn the data set.
 */
export function drawTutorialWeights(generator: NumpyRandomState, shapes: readonly Shape[]): Float32Array[] {
  return shapes.map((shape) => {
    const [fanIn] = shape;
    if (fanIn === undefined || shape.length !== 2) {
      throw shapeError(`drawTutorialWeights: expected shapes [fan-in, fan-out], got ${formatShape(shape)}`);
    }
    const bound = Math.sqrt(6 / fanIn);
    return Float32Array.from(generator.uniform(-bound, bound, shape).data);
  });
}
