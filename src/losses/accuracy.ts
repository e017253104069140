import { dtypeError, shapeError } from '../errors.ts';
import { formatType, sameShape } from '../ir/types.ts';
import type { Tensor } from '../trace/index.ts';
import { expectLabels } from './labels.ts';

/**
 * The fraction of right answers, mean of [argmax logits = label] over all but the class axis, the last; among equal logits the first counts. It has
 * no useful gradient: a measure, not a loss to train on.
 * @param target labels (i32 or u32, `[...]`) or one-hot classes (f32, `[..., classes]`; the largest is the label).
 * @param logits f32 `[..., classes]`.
 * @throws LimpetError where the shapes do not fit, a label is known to be no class, or the arguments are the other way round.
 */
export function accuracy(target: Tensor, logits: Tensor): Tensor {
  if (logits.dtype !== 'f32') {
    throw dtypeError(
      `accuracy: expected f32 logits, got ${formatType(logits.type)}; the arguments are (target, logits)`,
    );
  }
  if (logits.shape.length === 0) throw shapeError('accuracy: expected logits [..., classes], got a scalar');
  const isLabels = target.dtype !== 'f32';
  const expected = isLabels ? logits.shape.slice(0, -1) : logits.shape;
  if (!sameShape(target.shape, expected)) {
    throw shapeError(
      `accuracy: logits ${formatType(logits.type)} take labels i32[${expected.join(', ')}] or one-hot classes ` +
        `${formatType(logits.type)}, got ${formatType(target.type)}`,
    );
  }
  if (isLabels) expectLabels('accuracy', target, logits.shape.at(-1) ?? 0);
  const labels = isLabels ? target.cast('i32') : target.argmax(-1);
  return logits.argmax(-1).equal(labels).cast('f32').mean();
}
