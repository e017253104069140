import { log1p } from '../../elementary/index.ts';
import { normal } from '../../random/distributions.ts';
import type { Tensor } from '../../trace/index.ts';
import type { HardwareStage } from '../hardwareModel.ts';
import { type Level, levelByPath } from '../level.ts';
import { type StageOptions, tensorStage } from '../tensorStage.ts';

/**
 * Log-normal mismatch, which never changes a sign: w ← w e^(s ξ - s²/2), s² = ln(1 + level²), ξ standard normal. Mean w, standard deviation
 * level |w|: for currents and time constants, which subthreshold transistors set by an exponential of their threshold voltage.
 * @param level the standard deviation as a fraction of each parameter's size: of all, by family (`{ taus: 0.2 }`) or by path.
 * @throws LimpetError (`value`) where the level is negative.
 * Source: moments of the log-normal distribution; Pelgrom et al., IEEE JSSC 24, 1433 (1989) for threshold voltages.
 */
export function logNormalMismatch(level: Level, options: StageOptions = {}): HardwareStage {
  const { at, text } = levelByPath('logNormalMismatch: expected a level', level);
  const description = `each parameter is multiplied by a log-normal draw of mean 1 and standard deviation ${text}`;
  return tensorStage({ name: 'logNormalMismatch', ...options, description }, (parameter, { draw, path }) => {
    const size = at(path);
    if (size === null) return parameter;
    const variance = typeof size === 'number' ? log1p(size * size) : size.square().log1p();
    return parameter.mul(logNormal(normal(draw(), parameter.shape), variance));
  });
}

/** e^(s ξ - s²/2) of a normal draw ξ and s². */
function logNormal(draw: Tensor, variance: number | Tensor): Tensor {
  if (typeof variance === 'number')
    return draw
      .mul(Math.sqrt(variance))
      .sub(variance / 2)
      .exp();
  return draw.mul(variance.sqrt()).sub(variance.div(2)).exp();
}
