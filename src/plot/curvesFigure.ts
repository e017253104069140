import * as Plot from '@observablehq/plot';
import { valueError } from '../errors.ts';
import { directLabels, directLabelWidth } from './directLabels.ts';
import { drawPanel, type FigureOptions, figureDocument, figureElement, narrowWidth } from './figure.ts';
import { type LineStyle, lineStyle } from './theme.ts';

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
  /** What is above is out of the figure. Default: nothing is. */
  readonly top?: number;
  /** Where the horizontal axis has labels. Default: at round numbers. */
  readonly xTicks?: readonly number[];
}

/** Several named lines over one axis: names at their ends, bands behind them, each with its own colour and dash. */
export function curvesFigure(
  curves: readonly Curve[],
  { id, title, description, xLabel, yLabel, top = Number.POSITIVE_INFINITY, xTicks }: CurvesText,
  options: FigureOptions,
): SVGSVGElement {
  checkCurves(title, curves);
  const document = figureDocument(options.document);
  const { width = 800 } = options;
  const narrow = width < narrowWidth;
  const height = options.height ?? (narrow ? 300 : 380);
  const margins = {
    marginTop: 30,
    marginBottom: 42,
    marginLeft: 46,
    marginRight: Math.min(width / 3, directLabelWidth(curves.map(({ name }) => name))),
  };
  const points = curves.flatMap((curve) => curve.points);
  const xDomain = domainOf(points.map(({ x }) => x));
  const [least, largest] = domainOf([0, ...points.flatMap(({ y, low = y, high = y }) => [y, low, high])]);
  const yDomain = [least, Math.min(top, largest)] as const;
  const yPixel = (y: number): number =>
    height - margins.marginBottom - ((y - yDomain[0]) / (yDomain[1] - yDomain[0])) * (height - 72);
  const plot = drawPanel(document, {
    ...margins,
    width,
    height,
    x: { type: 'linear', domain: xDomain },
    y: { type: 'linear', domain: [...yDomain] },
    marks: [
      Plot.gridY({ strokeOpacity: 0.12, ticks: narrow ? 5 : 6 }),
      Plot.axisX({ label: xLabel, ticks: xTicks ?? (narrow ? 5 : 9), fontSize: 12 }),
      Plot.axisY({ label: yLabel, ticks: narrow ? 5 : 6, tickSize: 0, fontSize: 12 }),
      ...curves.flatMap((curve, index) => marksOf(curve, index, lineStyle(curve.style ?? index), top)),
      ...directLabels(
        curves.map((curve, index) => ({
          text: curve.name,
          color: lineStyle(curve.style ?? index).color,
          x: curve.points.at(-1)?.x ?? 0,
          y: Math.min(yDomain[1], curve.points.at(-1)?.y ?? 0),
        })),
        yPixel,
        [margins.marginTop, height - margins.marginBottom],
      ),
    ],
  });
  return figureElement(document, { id, title, description, width, height, panels: [{ x: 0, y: 0, plot }] });
}

/** More points than these would make a line of symbols. */
const MOST_SYMBOLS = 30;

function marksOf({ points, steps }: Curve, index: number, line: LineStyle, top: number): Plot.Markish[] {
  const clip = points.some(({ y, high = y }) => high > top) ? ({ clip: 'frame' } as const) : {};
  const curve = steps === undefined ? 'linear' : (`step-${steps}` as const);
  const band = Plot.areaY(points, {
    x: 'x',
    y1: ({ y, low = y }: CurvePoint) => low,
    y2: ({ y, high = y }: CurvePoint) => high,
    curve,
    fill: line.color,
    fillOpacity: 0.16,
    ...clip,
    className: `band-${index}`,
  });
  const mean = Plot.line(points, {
    x: 'x',
    y: 'y',
    curve,
    stroke: line.color,
    strokeWidth: 2.25,
    strokeDasharray: line.dash,
    ...clip,
    className: `line-${index}`,
  });
  const symbols = Plot.dot(
    points.filter(({ y }) => y <= top),
    { x: 'x', y: 'y', symbol: line.symbol, fill: line.color, r: 3, className: `points-${index}` },
  );
  return [
    ...(points.some(({ low }) => low !== undefined) ? [band] : []),
    mean,
    ...(steps === undefined && points.length <= MOST_SYMBOLS ? [symbols] : []),
  ];
}

function checkCurves(title: string, curves: readonly Curve[]): void {
  if (curves.length === 0) throw valueError(`${title}: a figure needs at least one curve, none was given`);
  for (const { name, points } of curves) {
    if (points.length === 0)
      throw valueError(`${title}: a figure needs points for each curve; ${name} has none`);
    for (const { x, y, low = y, high = y } of points) {
      if ([x, y, low, high].every(Number.isFinite)) continue;
      throw valueError(
        `${title}: a figure needs finite numbers; ${name} has ${y} (${low} to ${high}) at ${x}`,
      );
    }
  }
}

function domainOf(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}
