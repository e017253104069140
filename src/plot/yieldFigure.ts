import { valueError } from '../errors.ts';
import { yieldOf } from '../evaluate/yieldOf.ts';
import { type Curve, curvesFigure } from './curvesFigure.ts';
import { extentOf } from './extentOf.ts';
import type { FigureOptions } from './figure.ts';

/** The metric of each chip of a network, such as a row of `evaluateMismatch` has it. */
export interface NetworkChips {
  readonly name: string;
  readonly samples: readonly number[];
  /** Index of the line style, so that a network looks the same in every figure. Default: its position. */
  readonly style?: number;
}

/** What a {@link yieldFigure} takes. */
export interface YieldFigureOptions extends FigureOptions {
  /** What is measured of a chip. Default: `accuracy`. */
  readonly metric?: string;
  /** Whether a chip works from a bound up (an accuracy) or down (a loss). Default `atLeast`. */
  readonly bound?: 'atLeast' | 'atMost';
}

/**
 * The yield curve: which fraction of chips reaches a wanted metric, by what is wanted, with the 95 % interval of Clopper and Pearson as a band.
 * @throws LimpetError (`value`) where there is no network, or one has no chip or a metric that is not finite.
 */
export function yieldFigure(
  networks: readonly NetworkChips[],
  options: YieldFigureOptions = {},
): SVGSVGElement {
  const { metric = 'accuracy', bound = 'atLeast' } = options;
  const all = networks.flatMap(({ samples }) => samples);
  const range = extentOf(all);
  const sentences = networks.map(({ name, samples }) => {
    const sorted = [...samples].sort((a, b) => (bound === 'atLeast' ? b - a : a - b));
    const most = sorted[Math.ceil(0.9 * sorted.length) - 1] ?? Number.NaN;
    return `${name}: 90 % of chips reach ${most.toPrecision(3)}.`;
  });
  return curvesFigure(
    networks.map((network) => curveOf(network, bound, range)),
    {
      id: 'yield',
      title: `Yield by wanted ${metric}`,
      description: `Fraction of chips that reach a wanted ${metric}, with its 95 % confidence interval. ${sentences.join(' ')}`,
      xLabel: `wanted ${metric}, ${bound === 'atLeast' ? 'at least' : 'at most'}`,
      yLabel: 'yield (%)',
    },
    options,
  );
}

/** Steps at the metrics of the chips, over the range of all networks. */
function curveOf(
  { name, samples, style }: NetworkChips,
  bound: 'atLeast' | 'atMost',
  range: number[],
): Curve {
  if (samples.length === 0) throw valueError(`yieldFigure: expected at least one chip of ${name}, got none`);
  if (!samples.every(Number.isFinite)) {
    throw valueError(
      `yieldFigure: the chips of ${name} hold a number that is not finite; a figure needs finite ones`,
    );
  }
  const wanted = [...new Set([...range, ...samples])].sort((a, b) => a - b);
  const points = wanted.map((x) => {
    const { fraction, interval } = yieldOf({ samples }, { [bound]: x });
    return { x, y: 100 * fraction, low: 100 * interval.low, high: 100 * interval.high };
  });
  const steps = bound === 'atLeast' ? 'before' : 'after';
  return { name, points, steps, ...(style !== undefined && { style }) };
}
