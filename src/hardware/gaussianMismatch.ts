import { valueError } from '../errors.ts';
import { normal } from '../random/distributions.ts';
import { mapFloats, type Tensor } from '../trace/index.ts';
import { drawKey } from './drawKey.ts';
import type { HardwareStage } from './hardwareModel.ts';

/** Which parameters deviate, and what the stage is called. */
export interface GaussianMismatchOptions {
  /** Whether the parameter at a path (`0.weight`) deviates. Default: all do. */
  readonly select?: (path: string) => boolean;
  /** Names the stage's draws. Default `gaussianMismatch`. */
  readonly name?: string;
}

/**
 * Mismatch between the devices of a chip, fixed when it is made: w ← w + level |w| ξ, ξ standard normal for each parameter element.
 * @param level the standard deviation as a fraction of each parameter's size, from 0; or an f32 scalar tensor.
 * @throws LimpetError (`value`) where the level is negative.
 * Source: Büchel, Faber, Muir, arXiv 2106.05009.
 */
export function gaussianMismatch(
  level: number | Tensor,
  { select = () => true, name = 'gaussianMismatch' }: GaussianMismatchOptions = {},
): HardwareStage {
  if (typeof level === 'number' && !(level >= 0 && level < Number.POSITIVE_INFINITY)) {
    throw valueError(
      `gaussianMismatch: expected a level from 0 (a fraction of each parameter's size), got ${level}`,
    );
  }
  const size = typeof level === 'number' ? `${Number((100 * level).toPrecision(6))}%` : 'a given fraction';
  return {
    name,
    description: `each parameter deviates by a normal draw with a standard deviation of ${size} of its size`,
    apply: (parameters, chip) =>
      mapFloats((parameter, path) => {
        if (!select(path)) return parameter;
        return deviate(parameter, level, normal(drawKey(chip, name, path), parameter.shape));
      }, parameters),
  };
}

/** θ + level |θ| ⊙ draw. */
export const deviate = (parameter: Tensor, level: number | Tensor, draw: Tensor): Tensor =>
  parameter.add(parameter.abs().mul(level).mul(draw));
