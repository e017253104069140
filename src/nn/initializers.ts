import { shapeError, valueError } from '../errors.ts';
import { formatShape, type Shape } from '../ir/types.ts';
import { normal as standardNormal, uniform } from '../random/distributions.ts';
import type { Key } from '../random/key.ts';
import { full, Tensor } from '../trace/index.ts';

/** Draws a parameter of a shape; the first extent counts as the number of inputs (fan-in). */
export type Initializer = (key: Key, shape: Shape) => Tensor;

function fanIn(what: string, shape: Shape): number {
  const [first] = shape;
  if (first === undefined)
    throw shapeError(`${what}: expected a shape of one axis or more, got ${formatShape(shape)}`);
  return first;
}

const uniformWithin = (key: Key, shape: Shape, limit: number): Tensor => uniform(key, shape, -limit, limit);

/** Uniform in ±√(6 / fan-in). The default of weights. Source: Rockpool, `kaiming`; He et al., arXiv 1502.01852. */
export const kaiming: Initializer = (key, shape) =>
  uniformWithin(key, shape, Math.sqrt(6 / fanIn('kaiming', shape)));

/** Uniform in ±√(6 / (sum of the extents)). Source: Rockpool, `xavier`; Glorot, Bengio, AISTATS 2010. */
export const xavier: Initializer = (key, shape) => {
  fanIn('xavier', shape);
  return uniformWithin(key, shape, Math.sqrt(6 / shape.reduce((sum, extent) => sum + extent, 0)));
};

/** Uniform in ±√(1 / first extent). The default of biases. Source: Rockpool, `uniform_sqrt`. */
export const uniformSqrt: Initializer = (key, shape) =>
  uniformWithin(key, shape, Math.sqrt(1 / fanIn('uniformSqrt', shape)));

/**
 * Normal with standard deviation √(1 / fan-in): the eigenvalues of a square matrix lie about the unit circle.
 * Source: Rockpool, `unit_eigs`.
 */
export const unitEigenvalues: Initializer = (key, shape) =>
  standardNormal(key, shape).div(Math.sqrt(fanIn('unitEigenvalues', shape)));

/**
 * Normal with the given standard deviation (default 1) and mean (default 0).
 * @throws LimpetError (`value`) where the deviation is negative, or one of them is not finite.
 */
export function normal(standardDeviation = 1, mean = 0): Initializer {
  if (!(standardDeviation >= 0 && Number.isFinite(standardDeviation) && Number.isFinite(mean))) {
    throw valueError(
      `normal: expected a standard deviation from 0 and a mean, both finite, got ${standardDeviation} and ${mean}`,
    );
  }
  return (key, shape) => standardNormal(key, shape).mul(standardDeviation).add(mean);
}

/** A parameter as an initialiser draws it, a tensor as it is, or a number in every place. */
export function drawInitial(initial: Initializer | Tensor | number, key: Key, shape: Shape): Tensor {
  if (initial instanceof Tensor) return initial;
  return typeof initial === 'number' ? full(shape, initial) : initial(key, shape);
}
