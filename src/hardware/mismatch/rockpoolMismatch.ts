import { valueError } from '../../errors.ts';
import { normal } from '../../random/distributions.ts';
import type { HardwareStage } from '../hardwareModel.ts';
import { percent } from '../level.ts';
import { type StageOptions, tensorStage } from '../tensorStage.ts';

/** How far parameters deviate, in Rockpool's terms. */
export interface RockpoolMismatchOptions extends StageOptions {
  /** A deviation that few devices exceed, as a fraction. Default 0.3. */
  readonly percentDeviation?: number;
  /** At how many standard deviations that is. Default 3. */
  readonly sigmaRule?: number;
}

/**
 * Mismatch as Rockpool's `mismatch_generator` has it: w ← w (1 + σ ξ), σ = percentDeviation / sigmaRule, ξ standard normal; 0.1 by default. The
 * same distribution as `gaussianMismatch(σ)`. Which parameters deviate is said by `select` instead of a tree of truth values.
 * @throws LimpetError (`value`) where the deviation is negative or the rule is not positive.
 * Source: Rockpool 3.1.0, `transform.mismatch_generator`.
 */
export function rockpoolMismatch(options: RockpoolMismatchOptions = {}): HardwareStage {
  const { percentDeviation = 0.3, sigmaRule = 3, ...rest } = options;
  const sigma = percentDeviation / sigmaRule;
  if (!(sigmaRule > 0 && sigma >= 0 && sigma < Number.POSITIVE_INFINITY)) {
    throw valueError(
      `rockpoolMismatch: expected percentDeviation from 0 and sigmaRule above 0, got ${percentDeviation} and ${sigmaRule}`,
    );
  }
  const description = `each parameter is multiplied by 1 plus a normal draw with a standard deviation of ${percent(sigma)}`;
  return tensorStage({ name: 'rockpoolMismatch', ...rest, description }, (parameter, { draw }) =>
    parameter.add(parameter.mul(normal(draw(), parameter.shape).mul(sigma))),
  );
}
