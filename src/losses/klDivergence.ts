import { dtypeError, shapeError } from '../errors.ts';
import { formatType, sameShape } from '../ir/types.ts';
import type { Tensor } from '../trace/index.ts';
import { logSoftmax } from './softmax.ts';

/**
 * The Kullback-Leibler divergence of softmax(nominal) from softmax(attacked),
 * Σ softmax(a) (log softmax(a) - log softmax(b)) over the classes (the last axis), mean over the rest. Not symmetric.
 * @param nominal logits of the unattacked network, f32 `[..., classes]`.
 * @param attacked logits of the attacked network, of the same shape.
 * @throws LimpetError (`shape`, `dtype`) where the shapes differ, or logits are not f32.
 * Source: Büchel, Faber, Muir, arXiv 2106.05009.
 */
export function klDivergence(nominal: Tensor, attacked: Tensor): Tensor {
  if (nominal.shape.length === 0 || !sameShape(nominal.shape, attacked.shape)) {
    throw shapeError(
      `klDivergence: expected two sets of logits [..., classes] of one shape, got ${formatType(nominal.type)} and ` +
        formatType(attacked.type),
    );
  }
  if (nominal.dtype !== 'f32' || attacked.dtype !== 'f32') {
    throw dtypeError(
      `klDivergence: expected f32 logits, got ${formatType(nominal.type)} and ${formatType(attacked.type)}`,
    );
  }
  const logNominal = logSoftmax(nominal);
  return logNominal
    .exp()
    .mul(logNominal.sub(logSoftmax(attacked)))
    .sum({ axis: -1 })
    .mean();
}
