import { valueError } from '../../errors.ts';
import { inFamilies } from '../../nn/families.ts';
import { bernoulli } from '../../random/distributions.ts';
import type { HardwareStage } from '../hardwareModel.ts';
import { percent } from '../level.ts';
import { type StageOptions, tensorStage } from '../tensorStage.ts';

/**
 * Weights that are 0 with a probability, the others as they are: connections that are missing on a chip, or drop-connect where each training step
 * has another chip.
 * @param probability from 0 to 1.
 * @param options `select` defaults to the family `weights`.
 * @throws LimpetError (`value`) for a probability outside of 0 to 1.
 * Source: Wan et al., ICML (2013); aihwkit 1.1.0, `pdrop`.
 */
export function dropConnect(probability: number, options: StageOptions = {}): HardwareStage {
  if (!(probability >= 0 && probability <= 1)) {
    throw valueError(`dropConnect: expected a probability from 0 to 1, got ${probability}`);
  }
  const description = `each weight is 0 with a probability of ${percent(probability)}`;
  const stage = { name: 'dropConnect', select: inFamilies('weights'), ...options, description };
  return tensorStage(stage, (weights, { draw }) =>
    weights.mul(bernoulli(draw(), 1 - probability, weights.shape).cast('f32')),
  );
}
