import { customGradient, type Tensor } from '../../trace/index.ts';

/**
 * The function with the gradient of the identity, so that training sees through steps. Tensors that the function reads from around it, such as
 * scales, count as constants.
 * Source: Bengio, Léonard, Courville, arXiv 1308.3432.
 */
export const straightThrough = (fn: (x: Tensor) => Tensor): ((x: Tensor) => Tensor) =>
  customGradient(fn, {
    forward: (x) => [fn(x), null],
    backward: (_: null, cotangent): [Tensor] => [cotangent],
  });
