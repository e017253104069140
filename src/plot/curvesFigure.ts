import * as Plot from '@observablehq/plot';
import { valueError } from '../errors.ts';
import { directLabels } from './directLabels.ts';
import { extentOf } from './extentOf.ts';
import { drawPanel, type FigureOptions, figureDocument, figureElement, narrowWidth } from './figure.ts';
import { lineNames } from './lineNames.ts';
import { logarithmicLabel, logarithmicPixel, logarithmicTicks } from './logarithmicAxis.ts';
import { bandOpacity, type LineStyle, lineStyle } from './theme.ts';

/** A point of a curve; `low` and `high` bound its band. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
  readonly low?: number;
  readonly high?: number;
}

/** A named line, perhaps in a band. */
export interface Curve {
  readonly name: string;
  readonly points: readonly CurvePoint[];
  /** Index of the line style. Default: its position. */
  readonly style?: number;
  /** Whether the line goes in steps: `before` holds each value from the point before it, `after` up to the next. Default: straight lines. */
  readonly steps?: 'before' | 'after';
}

/** What a figure of curves says, beside the curves. */
export interface CurvesText {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Whether the vertical axis is logarithmic; numbers must be positive then. Default false. */
  readonly logarithmic?: boolean;
  /** Where the horizontal axis has labels. Default: at round numbers. */
  readonly xTicks?: readonly number[];
}

/** Several named lines over one axis: names at their ends, bands behind them, each with its own colour and dash. */
export function curvesFigure(
  curves: readonly Curve[],
  { id, title, description, xLabel, yLabel, logarithmic = false, xTicks }: CurvesText,
  options: FigureOptions,
): SVGSVGElement {
  checkCurves(title, curves, logarithmic);
  const document = figureDocument(options.document);
  const { width = 800 } = options;
  const narrow = width < narrowWidth;
  const named = curves.map(({ name, style }, index) => ({ name, line: lineStyle(style ?? index) }));
  const names = lineNames(named, width);
  const total = options.height ?? (narrow ? 300 : 380) + names.legendHeight;
  const height = total - names.legendHeight;
  const margins = {
    marginTop: 30,
    marginBottom: 42,
    marginLeft: 46,
    marginRight: names.marginRight,
  };
  const points = curves.flatMap((curve) => curve.points);
  const xDomain = domainOf(points.map(({ x }) => x));
  const heights = points.flatMap(({ y, low = y, high = y }) => [y, low, high]);
  const yDomain = logarithmic ? logarithmicDomain(heights) : domainOf([0, ...heights]);
  const span = height - margins.marginTop - margins.marginBottom;
  const yPixel = logarithmic
    ? logarithmicPixel(yDomain, margins, height)
    : (y: number) => margins.marginTop + span * (1 - (y - yDomain[0]) / (yDomain[1] - yDomain[0]));
  const yTicks = logarithmic ? logarithmicTicks(yDomain) : narrow ? 5 : 6;
  const yText = { label: yLabel, tickSize: 0, fontSize: 12 };
  const plot = drawPanel(document, {
    ...margins,
    width,
    height,
    x: { type: 'linear', domain: xDomain },
    y: { type: logarithmic ? 'log' : 'linear', domain: yDomain },
    marks: [
      Plot.gridY({ strokeOpacity: 0.12, ticks: yTicks }),
      Plot.axisX({
        ...(xTicks === undefined ? { ticks: narrow ? 5 : 9 } : { ticks: xTicks, tickFormat: String }),
        ...{ label: xLabel, fontSize: 12 },
      }),
      typeof yTicks === 'number'
        ? Plot.axisY({ ...yText, ticks: yTicks })
        : Plot.axisY(yTicks, { ...yText, text: logarithmicLabel }),
      ...curves.flatMap((curve, index) =>
        marksOf(curve, index, lineStyle(curve.style ?? index), bandOpacity(curves.length)),
      ),
      ...directLabels(
        (names.atEnds ? curves : []).map((curve, index) => ({
          text: curve.name,
          color: lineStyle(curve.style ?? index).color,
          x: curve.points.at(-1)?.x ?? 0,
          y: curve.points.at(-1)?.y ?? 0,
        })),
        yPixel,
        [margins.marginTop, height - margins.marginBottom],
      ),
    ],
  });
  const panels = [{ x: 0, y: 0, plot }, ...names.legendBelow(document, height)];
  return figureElement(document, { id, title, description, width, height: total, panels });
}

/** More points than these would make a line of symbols. */
const MOST_SYMBOLS = 30;

function marksOf(
  { points, steps }: Curve,
  index: number,
  line: LineStyle,
  fillOpacity: number,
): Plot.Markish[] {
  const curve = steps === undefined ? 'linear' : (`step-${steps}` as const);
  const band = Plot.areaY(points, {
    x: 'x',
    y1: ({ y, low = y }: CurvePoint) => low,
    y2: ({ y, high = y }: CurvePoint) => high,
    curve,
    fill: line.color,
    fillOpacity,
    className: `band-${index}`,
  });
  const mean = Plot.line(points, {
    x: 'x',
    y: 'y',
    curve,
    stroke: line.color,
    strokeWidth: 2.25,
    strokeDasharray: line.dash,
    className: `line-${index}`,
  });
  const symbols = Plot.dot(points, {
    x: 'x',
    y: 'y',
    symbol: line.symbol,
    fill: line.color,
    r: 3,
    className: `points-${index}`,
  });
  return [
    ...(points.some(({ low }) => low !== undefined) ? [band] : []),
    mean,
    ...(steps === undefined && points.length <= MOST_SYMBOLS ? [symbols] : []),
  ];
}

function checkCurves(title: string, curves: readonly Curve[], logarithmic: boolean): void {
  if (curves.length === 0) throw valueError(`${title}: a figure needs at least one curve, none was given`);
  for (const { name, points } of curves) {
    if (points.length === 0)
      throw valueError(`${title}: a figure needs points for each curve; ${name} has none`);
    for (const { x, y, low = y, high = y } of points) {
      const drawable = [x, y, low, high].every(Number.isFinite);
      if (drawable && (!logarithmic || Math.min(y, low) > 0)) continue;
      throw valueError(
        `${title}: a figure needs ${logarithmic && drawable ? 'positive' : 'finite'} numbers; ${name} has ${y} (${low} to ${high}) at ${x}`,
      );
    }
  }
}

function logarithmicDomain(values: readonly number[]): [number, number] {
  const [low, high] = extentOf(values);
  return [low / 1.25, high * 1.25];
}

function domainOf(values: readonly number[]): [number, number] {
  const [low, high] = extentOf(values);
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}
