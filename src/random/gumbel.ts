import { dtypeError, shapeError, valueError } from '../errors.ts';
import { formatShape, formatType, normalizeAxis, type Shape, sizeOf } from '../ir/types.ts';
import { type Tensor, topK } from '../trace/index.ts';
import { uniform } from './distributions.ts';
import type { Key } from './key.ts';

/** The smallest normal float32, where JAX's Gumbel draws start. */
const SMALLEST_NORMAL = 1.1754943508222875e-38;

/** Standard Gumbel numbers, with density e^-(x + e^-x), as `jax.random.gumbel`: -log(-log u), u uniform in (0, 1). */
export const gumbel = (key: Key, shape: Shape): Tensor =>
  uniform(key, shape, SMALLEST_NORMAL, 1).log().neg().log().neg();

/** How {@link categorical} draws. */
export interface CategoricalOptions {
  /** The axis of the classes; default -1, the last. */
  readonly axis?: number;
  /** The drawn shape, which ends in that of the logits without the axis. Default: that alone. */
  readonly shape?: Shape;
  /** Whether one class may be drawn more than once along the leading axes of the shape; default true. */
  readonly replace?: boolean;
}

/**
 * Classes (i32) drawn with probabilities in proportion to e^logits, as `jax.random.categorical`: where logits plus Gumbel numbers
 * are largest.
 * @param logits f32, log probabilities up to a constant; -Infinity for a class that is never drawn.
 * @throws LimpetError (`dtype`, `shape`, `value`) for logits that are not f32, a shape that does not end in theirs, no classes, and more draws
 * than classes without replacement.
 */
export function categorical(key: Key, logits: Tensor, options: CategoricalOptions = {}): Tensor {
  if (logits.dtype !== 'f32' || logits.shape.length === 0)
    throw dtypeError(`categorical: expected f32 logits of one axis or more, got ${formatType(logits.type)}`);
  const axis = normalizeAxis('categorical', options.axis ?? -1, logits.shape.length);
  const classes = logits.shape[axis] ?? 0;
  const batch = logits.shape.filter((_, own) => own !== axis);
  const shape = options.shape ?? batch;
  const prefix = shape.slice(0, shape.length - batch.length);
  const own = shape.slice(prefix.length);
  if (shape.length < batch.length || batch.some((extent, index) => extent !== 1 && extent !== own[index])) {
    throw shapeError(
      `categorical: expected a shape that ends in ${formatShape(batch)}, that of the logits without axis ${axis}, got ${formatShape(shape)}`,
    );
  }
  if (classes === 0) throw valueError('categorical: expected at least one class, got none');
  if (options.replace === false) return withoutReplacement(key, logits, axis, prefix, batch);
  const drawn = [...own.slice(0, axis), classes, ...own.slice(axis)];
  return gumbel(key, [...prefix, ...drawn])
    .add(logits)
    .argmax(prefix.length + axis);
}

/** The classes with the largest logits plus Gumbel numbers (the Gumbel top-k trick). */
function withoutReplacement(key: Key, logits: Tensor, axis: number, prefix: Shape, batch: Shape): Tensor {
  const classes = logits.shape[axis] ?? 0;
  const draws = sizeOf(prefix);
  if (draws > classes) {
    throw valueError(
      `categorical: expected at least ${draws} classes to draw ${draws} without replacement, got ${classes}`,
    );
  }
  const others = [...logits.shape.keys()].filter((own) => own !== axis);
  const disturbed = logits.add(gumbel(key, logits.shape)).transpose([...others, axis]);
  const [, positions] = topK(disturbed, draws);
  const rank = positions.shape.length;
  const first = positions.transpose([rank - 1, ...new Array(rank - 1).keys()]);
  return first.reshape([...prefix, ...batch]);
}
