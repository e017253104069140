import { uniform } from '../../random/distributions.ts';
import type { HardwareStage } from '../hardwareModel.ts';
import { type Level, levelByPath, percent } from '../level.ts';
import { type StageOptions, tensorStage } from '../tensorStage.ts';

/** How {@link uniformMismatch} is spread. */
export interface UniformMismatchOptions extends StageOptions {
  /** Whether all elements of a tensor share one draw, as where a whole bank of filters is shifted. Default false. */
  readonly shared?: boolean;
  /** Whether the level is in units of the parameters, w ← w + level u, instead of a fraction of each. Default false. */
  readonly absolute?: boolean;
}

/**
 * Mismatch within limits: w ← w (1 + level u), u uniform in [-1, 1) for each parameter element. Xylo's audio front end has it in quality factors (10%)
 * and centre frequencies (5%), shared in all of these (5%), and in offsets of filters (5 mV, absolute).
 * @param level the limit, as a fraction of each parameter's size: of all, by family or by path.
 * @throws LimpetError (`value`) where the level is negative.
 * Source: Rockpool 3.1.0, `AFESim`.
 */
export function uniformMismatch(level: Level, options: UniformMismatchOptions = {}): HardwareStage {
  const { shared = false, absolute = false, ...rest } = options;
  const { at, text } = levelByPath('uniformMismatch: expected a level', level, absolute ? String : percent);
  const which = shared ? 'all elements of a parameter deviate alike' : 'each parameter deviates';
  const description = `${which}, uniformly within ±${text}${absolute ? '' : ' of its size'}`;
  return tensorStage({ name: 'uniformMismatch', ...rest, description }, (parameter, { draw, path }) => {
    const size = at(path);
    if (size === null) return parameter;
    const deviation = uniform(draw(), shared ? [] : parameter.shape, -1, 1).mul(size);
    return parameter.add(absolute ? deviation : parameter.mul(deviation));
  });
}
