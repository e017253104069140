import { valueError } from '../errors.ts';
import type { LossLandscape } from '../evaluate/index.ts';
import { type Curve, curvesFigure } from './curvesFigure.ts';
import type { FigureOptions } from './figure.ts';

/** A network's loss along random directions, as `lossLandscape` measures it. */
export interface NetworkLandscape {
  readonly name: string;
  readonly landscape: Pick<LossLandscape, 'alphas' | 'losses' | 'slope'>;
  /** Index of the line style, so that a network looks the same in every figure. Default: its position. */
  readonly style?: number;
}

/** What a {@link landscapeFigure} takes. */
export interface LandscapeFigureOptions extends FigureOptions {
  /** What the vertical axis measures. Default: `loss`. */
  readonly metric?: string;
  /** Whether losses stand by their logarithm, as where networks differ by orders; they must be positive then. Default false. */
  readonly logarithmic?: boolean;
}

/**
 * The loss around networks, by the place α along a direction: the mean over directions as a line, from the least to the largest as a band.
 * @throws LimpetError (`value`) where there is no network or no direction, or a loss is not finite.
 */
export function landscapeFigure(
  networks: readonly NetworkLandscape[],
  options: LandscapeFigureOptions = {},
): SVGSVGElement {
  const { metric = 'loss', logarithmic = false } = options;
  const curves = networks.map(curveOf);
  const slopes = networks.map(({ name, landscape }) => `${name}: slope ${landscape.slope.toPrecision(3)}.`);
  return curvesFigure(
    curves,
    {
      id: 'loss-landscape',
      title: `${metric} along random directions`,
      description: `Mean ${metric} by the place along random directions, 0 being the network itself, in a band from the least to the largest. ${slopes.join(' ')}`,
      xLabel: 'place α along the direction',
      yLabel: metric,
      logarithmic,
    },
    options,
  );
}

function curveOf({ name, landscape, style }: NetworkLandscape): Curve {
  const { alphas, losses } = landscape;
  if (losses.length === 0) {
    throw valueError(`landscapeFigure: expected at least one direction for ${name}, got none`);
  }
  const points = alphas.map((x, index) => {
    const values = losses.map((along) => along[index] ?? Number.NaN);
    const y = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { x, y, low: Math.min(...values), high: Math.max(...values) };
  });
  return { name, points, ...(style !== undefined && { style }) };
}
