import * as Plot from '@observablehq/plot';
import { valueError } from '../errors.ts';
import { type DirectLabel, directLabels } from './directLabels.ts';
import { extentOf } from './extentOf.ts';
import { drawPanel, type FigureOptions, figureDocument, figureElement, narrowWidth } from './figure.ts';
import { lineNames } from './lineNames.ts';
import { logarithmicLabel, logarithmicPixel, logarithmicTicks } from './logarithmicAxis.ts';
import { type LineStyle, lineStyle } from './theme.ts';

/** The losses of one training run. */
export interface LossCurve {
  readonly name: string;
  /** Mean loss of each epoch. */
  readonly epochLosses: ArrayLike<number>;
  /** Loss of each step, as many as there were; drawn as the faint range behind the line. */
  readonly stepLosses?: ArrayLike<number>;
  /** Steps of one epoch; needed with `stepLosses`. Default: steps over epochs. */
  readonly stepsPerEpoch?: number;
  /** Index of the line style, so that a network looks the same in every figure. Default: its position. */
  readonly style?: number;
}

/** Range of the losses of neighbouring steps; `epoch` is the time of their middle. */
export interface LossRange {
  readonly epoch: number;
  readonly min: number;
  readonly max: number;
}

interface StyledCurve {
  readonly name: string;
  readonly index: number;
  readonly line: LineStyle;
  readonly means: readonly { readonly epoch: number; readonly loss: number }[];
  readonly ranges: readonly LossRange[];
}

/**
 * Loss by epoch on a logarithmic scale, one line per training run through the mean of each epoch (drawn at its middle), over
 * the range of its single steps. Losses that are not positive have no place on the scale and are left out; throws when nothing is left.
 */
export function lossCurveFigure(curves: readonly LossCurve[], options: FigureOptions = {}): SVGSVGElement {
  const document = figureDocument(options.document);
  const { width = 800 } = options;
  const narrow = width < narrowWidth;
  const named = curves.map(({ name, style }, index) => ({ name, line: lineStyle(style ?? index) }));
  const names = lineNames(named, width);
  const total = options.height ?? (narrow ? 280 : 340) + names.legendHeight;
  const height = total - names.legendHeight;
  const margins = {
    marginTop: 30,
    marginBottom: 42,
    marginLeft: 46,
    marginRight: names.marginRight,
  };
  const bins = Math.floor((width - margins.marginLeft - margins.marginRight) / 2);
  const styled = curves.map((curve, index) => styledCurve(curve, index, bins));
  const yDomain = verticalDomain(styled);
  const ticks = logarithmicTicks(yDomain);
  const epochs = Math.max(...styled.flatMap(({ means, ranges }) => [means.length, lastEpoch(ranges)]));
  const plot = drawPanel(document, {
    ...margins,
    width,
    height,
    x: { type: 'linear', domain: [0, epochs] },
    y: { type: 'log', domain: yDomain },
    marks: [
      Plot.gridY(ticks, { strokeOpacity: 0.12 }),
      Plot.axisX({ label: 'epoch', ticks: Math.min(narrow ? 4 : 8, Math.ceil(epochs)), fontSize: 12 }),
      Plot.axisY(ticks, { tickSize: 0, label: 'training loss', text: logarithmicLabel, fontSize: 12 }),
      ...styled.flatMap(rangeMarks),
      ...styled.flatMap(lineMarks),
      ...directLabels(
        names.atEnds ? styled.flatMap(endLabel) : [],
        logarithmicPixel(yDomain, margins, height),
        [margins.marginTop, height - margins.marginBottom],
      ),
    ],
  });
  return figureElement(document, {
    id: 'loss-curve',
    title: 'Training loss by epoch',
    description: describe(styled),
    width,
    height: total,
    panels: [{ x: 0, y: 0, plot }, ...names.legendBelow(document, height)],
  });
}

/**
 * At most `count` ranges of consecutive step losses, so that no spike is lost however long the run. Losses that are not
 * positive and finite are left out.
 */
export function lossRanges(stepLosses: ArrayLike<number>, stepsPerEpoch: number, count: number): LossRange[] {
  const steps = stepLosses.length;
  const bins = Math.min(count, steps);
  const ranges: LossRange[] = [];
  for (let bin = 0; bin < bins; bin++) {
    const start = Math.floor((bin * steps) / bins);
    const end = Math.floor(((bin + 1) * steps) / bins);
    let min = Number.POSITIVE_INFINITY;
    let max = 0;
    for (let step = start; step < end; step++) {
      const loss = stepLosses[step] ?? 0;
      if (!isDrawable(loss)) continue;
      min = Math.min(min, loss);
      max = Math.max(max, loss);
    }
    if (max > 0) ranges.push({ epoch: (start + end) / 2 / stepsPerEpoch, min, max });
  }
  return ranges;
}

function isDrawable(loss: number): boolean {
  return loss > 0 && Number.isFinite(loss);
}

function styledCurve(curve: LossCurve, index: number, bins: number): StyledCurve {
  const { name, epochLosses, stepLosses = [], style = index } = curve;
  const stepsPerEpoch = curve.stepsPerEpoch ?? stepLosses.length / Math.max(1, epochLosses.length);
  const means = Array.from(epochLosses, (loss, epoch) => ({ epoch: epoch + 0.5, loss }));
  return {
    name,
    index,
    line: lineStyle(style),
    means: means.filter(({ loss }) => isDrawable(loss)),
    ranges: lossRanges(stepLosses, stepsPerEpoch, bins),
  };
}

function lastEpoch(ranges: readonly LossRange[]): number {
  return Math.ceil(ranges.at(-1)?.epoch ?? 0);
}

function verticalDomain(curves: readonly StyledCurve[]): [number, number] {
  const losses = curves.flatMap(({ means, ranges }) => [
    ...means.map(({ loss }) => loss),
    ...ranges.flatMap(({ min, max }) => [min, max]),
  ]);
  if (losses.length === 0) {
    throw valueError(
      'a loss curve needs at least one positive, finite loss; ' +
        `none was given in ${curves.length === 0 ? 'no curve at all' : curves.map(({ name }) => name).join(', ')}`,
    );
  }
  const [low, high] = extentOf(losses);
  return [low / 1.25, high * 1.25];
}

function rangeMarks({ index, ranges, line }: StyledCurve): Plot.Markish[] {
  if (ranges.length === 0) return [];
  return [
    Plot.areaY(ranges, {
      x: 'epoch',
      y1: 'min',
      y2: 'max',
      fill: line.color,
      fillOpacity: 0.18,
      stroke: line.color,
      strokeOpacity: 0.25,
      strokeWidth: 0.75,
      className: `steps-${index}`,
    }),
  ];
}

function lineMarks({ index, means, line }: StyledCurve): Plot.Markish[] {
  const mean = Plot.line(means, {
    x: 'epoch',
    y: 'loss',
    stroke: line.color,
    strokeWidth: 2,
    strokeDasharray: line.dash,
    className: `means-${index}`,
  });
  if (means.length > 20) return [mean];
  const points = Plot.dot(means, { x: 'epoch', y: 'loss', symbol: line.symbol, fill: line.color, r: 3.5 });
  return [mean, points];
}

function endLabel({ name, means, ranges, line }: StyledCurve): DirectLabel[] {
  const [mean, range] = [means.at(-1), ranges.at(-1)];
  const y = mean?.loss ?? range?.max;
  if (y === undefined) return [];
  return [{ text: name, color: line.color, x: Math.max(mean?.epoch ?? 0, range?.epoch ?? 0), y }];
}

function describe(curves: readonly StyledCurve[]): string {
  const sentences = curves.flatMap(({ name, means }) => {
    const first = means[0];
    const last = means.at(-1);
    if (first === undefined || last === undefined) return [];
    return [
      `${name}: mean loss ${first.loss.toPrecision(3)} in the first epoch, ${last.loss.toPrecision(3)} in epoch ${Math.ceil(last.epoch)}.`,
    ];
  });
  return `Training loss on a logarithmic scale; lines are means of epochs, shades the range of single steps. ${sentences.join(' ')}`;
}
