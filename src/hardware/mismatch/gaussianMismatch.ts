import { normal } from '../../random/distributions.ts';
import type { Tensor } from '../../trace/index.ts';
import type { HardwareStage } from '../hardwareModel.ts';
import { type Level, levelByPath } from '../level.ts';
import { type StageOptions, tensorStage } from '../tensorStage.ts';
import { type FloorOptions, withFloor } from './floor.ts';

/** Which parameters deviate, what the stage is called, and what keeps parameters positive. */
export interface GaussianMismatchOptions extends StageOptions, FloorOptions {}

/**
 * Mismatch between the devices of a chip, fixed when it is made: w ← w + level |w| ξ, ξ standard normal for each parameter element.
 * @param level the standard deviation as a fraction of each parameter's size: of all, by family (`{ weights: 0.1, taus: 0.2 }`) or by path.
 * @throws LimpetError (`value`) where the level is negative.
 * Source: Büchel, Faber, Muir, arXiv 2106.05009.
 */
export function gaussianMismatch(level: Level, options: GaussianMismatchOptions = {}): HardwareStage {
  const what = 'gaussianMismatch: expected a level';
  const { at, text } = levelByPath(what, level);
  const { hold, text: floorText } = withFloor('gaussianMismatch', options);
  const description = `each parameter deviates by a normal draw with a standard deviation of ${text} of its size${floorText}`;
  return tensorStage({ name: 'gaussianMismatch', ...options, description }, (parameter, { draw, path }) => {
    const size = at(path);
    if (size === null) return parameter;
    return hold(deviate(parameter, size, normal(draw(), parameter.shape)), path);
  });
}

/** θ + level |θ| ⊙ draw. */
export const deviate = (parameter: Tensor, level: number | Tensor, draw: Tensor): Tensor =>
  parameter.add(parameter.abs().mul(level).mul(draw));
