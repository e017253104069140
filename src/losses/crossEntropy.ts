import { dtypeError, shapeError } from '../errors.ts';
import { formatType, sameShape } from '../ir/types.ts';
import { oneHot, type Tensor, where } from '../trace/index.ts';
import { areLabels, expectLabels } from './labels.ts';
import { logSoftmax } from './softmax.ts';

/**
 * The cross entropy of softmax(logits), -Σ target log softmax(logits) over the classes (the last axis), mean over the rest.
 * @param target labels (i32 or u32, `[...]`, from 0) or probabilities of the classes (f32, `[..., classes]`). For a label that is no class the loss is NaN
 * inside `jit`, and so in `fit`; elsewhere it is an error.
 * @param logits f32 `[..., classes]`.
 * @throws LimpetError where the shapes do not fit, a label is no class, or the arguments are the other way round.
 */
export function crossEntropy(target: Tensor, logits: Tensor): Tensor {
  if (logits.dtype !== 'f32') {
    throw dtypeError(
      `crossEntropy: expected f32 logits, got ${formatType(logits.type)}; the arguments are (target, logits)`,
    );
  }
  const classes = logits.shape.at(-1);
  if (classes === undefined) throw shapeError('crossEntropy: expected logits [..., classes], got a scalar');
  const isLabels = target.dtype !== 'f32';
  const expected = isLabels ? logits.shape.slice(0, -1) : logits.shape;
  if (!sameShape(target.shape, expected)) {
    throw shapeError(
      `crossEntropy: logits ${formatType(logits.type)} take labels i32[${expected.join(', ')}] or probabilities ` +
        `${formatType(logits.type)}, got ${formatType(target.type)}`,
    );
  }
  const probabilities = isLabels ? ofLabels(target, classes) : target;
  return probabilities.mul(logSoftmax(logits)).sum({ axis: -1 }).mean().neg();
}

/** The certain class of each label; of a label that is no class NaN, so that training stops instead of passing over it. */
function ofLabels(labels: Tensor, classes: number): Tensor {
  expectLabels('crossEntropy', labels, classes);
  return where(areLabels(labels, classes).expandDims(-1), oneHot(labels, classes), Number.NaN);
}
