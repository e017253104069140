import { inFamilies } from '../../nn/families.ts';
import { normal } from '../../random/distributions.ts';
import type { HardwareStage } from '../hardwareModel.ts';
import { type Level, levelByPath } from '../level.ts';
import { largestSize, type Scope, scopeText } from '../scope.ts';
import { type StageOptions, tensorStage } from '../tensorStage.ts';

/** Which weights deviate, what the stage is called, and which share a largest weight. */
export interface LargestWeightNoiseOptions extends StageOptions {
  /** Default `tensor`: one largest weight for each kernel. */
  readonly scope?: Scope;
  /** Whether noise is multiplied by the weight too, w ← w (1 + η max|w| ξ), as aihwkit's modifier `MultNormal`. Default false. */
  readonly multiplicative?: boolean;
}

/**
 * Noise in units of the largest weight, as conductances have it that are mapped to one range: w ← w + η max|w| ξ, ξ standard normal.
 * @param level η. The paper takes 0.026, 0.037, 0.056, 0.075 and 0.11.
 * @param options `select` defaults to the family `weights`.
 * @throws LimpetError (`value`) where the level is negative.
 * Source: Joshi et al., Nature Communications 11, 2473 (2020); Büchel, Faber, Muir, arXiv 2106.05009, figure 5.
 */
export function largestWeightNoise(level: Level, options: LargestWeightNoiseOptions = {}): HardwareStage {
  const { scope = 'tensor', multiplicative = false, ...rest } = options;
  const { at, text } = levelByPath('largestWeightNoise: expected a level', level);
  const description = `each weight deviates by a normal draw with a standard deviation of ${text} of the largest weight ${scopeText(scope)}${multiplicative ? ', times its own size' : ''}`;
  const stage = { name: 'largestWeightNoise', select: inFamilies('weights'), ...rest, description };
  return tensorStage(stage, (parameter, { draw, path }) => {
    const size = at(path);
    if (size === null) return parameter;
    const noise = normal(draw(), parameter.shape).mul(largestSize(scope, parameter).mul(size));
    return parameter.add(multiplicative ? noise.mul(parameter) : noise);
  });
}
