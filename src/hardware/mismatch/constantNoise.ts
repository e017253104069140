import { normal } from '../../random/distributions.ts';
import type { HardwareStage } from '../hardwareModel.ts';
import { type Level, levelByPath } from '../level.ts';
import { type StageOptions, tensorStage } from '../tensorStage.ts';
import { type FloorOptions, withFloor } from './floor.ts';

/** Which parameters deviate, what the stage is called, and what keeps parameters positive. */
export interface ConstantNoiseOptions extends StageOptions, FloorOptions {}

/**
 * Noise of one size, whatever the parameter: w ← w + ε ξ, ξ standard normal. Training escapes it by growing all weights: it is the paper's control.
 * @param deviation ε, in units of the parameters. The paper's 0.2 is the default.
 * @throws LimpetError (`value`) where it is negative.
 * Source: Büchel, Faber, Muir, arXiv 2106.05009.
 */
export function constantNoise(deviation: Level = 0.2, options: ConstantNoiseOptions = {}): HardwareStage {
  const { at, text } = levelByPath('constantNoise: expected a standard deviation', deviation, String);
  const { hold, text: floorText } = withFloor('constantNoise', options);
  const description = `each parameter deviates by a normal draw with a standard deviation of ${text}, whatever its size${floorText}`;
  return tensorStage({ name: 'constantNoise', ...options, description }, (parameter, { draw, path }) => {
    const size = at(path);
    if (size === null) return parameter;
    return hold(parameter.add(normal(draw(), parameter.shape).mul(size)), path);
  });
}
