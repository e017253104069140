import * as Plot from '@observablehq/plot';
import { valueError } from '../errors.ts';
import { type DirectLabel, directLabels } from './directLabels.ts';
import { drawPanel, type FigureOptions, figureDocument, figureElement, narrowWidth } from './figure.ts';
import { lineNames } from './lineNames.ts';
import { bandOpacity, type LineStyle, lineStyle, mutedColor } from './theme.ts';

/** Mean and standard deviation of a loss at one mismatch level. */
export interface RobustnessPoint {
  readonly level: number;
  readonly mean: number;
  readonly std: number;
}

/** One line and its band. */
export interface RobustnessNetwork {
  readonly name: string;
  readonly points: readonly RobustnessPoint[];
  /** Points of another source, drawn as hollow marks around ours. */
  readonly reference?: readonly RobustnessPoint[];
  /** Index of the line style, so that a network looks the same in every figure. Default: its position. */
  readonly style?: number;
}

/** Options of {@link robustnessFigure}. */
export interface RobustnessOptions extends FigureOptions {
  /** Tells figures of one page apart. Default: `robustness`. */
  readonly id?: string;
  /** What the vertical axis measures. Default: `MSE`. */
  readonly metric?: string;
  /** What the horizontal axis is. Default: `mismatch level`. */
  readonly levelName?: string;
  /** What is written of a level, which may stand for something that has a name. Default: the number. */
  readonly levelText?: (level: number) => string;
  /** Whether levels stand by their logarithm; those that are 0 are left out. Default false. */
  readonly logarithmic?: boolean;
  /** What the hollow marks are. Default: `reference`. */
  readonly referenceName?: string;
  /** Whether the vertical axis has 0 on it. Default true, as for losses; accuracies lie far from it. */
  readonly fromZero?: boolean;
}

interface StyledNetwork extends RobustnessNetwork {
  readonly line: LineStyle;
  /** Marks the network's shapes apart in the file: `mean-0`, `band-1`. */
  readonly index: number;
}

/**
 * Loss by mismatch level: for each network the mean as a line and one standard deviation to either side as a band. A band
 * around a mean that is not negative stops at 0, as losses do. Throws when there is no level, measured or for reference, or a value is not finite.
 */
export function robustnessFigure(
  given: readonly RobustnessNetwork[],
  options: RobustnessOptions = {},
): SVGSVGElement {
  const { width = 800, metric = 'MSE', referenceName = 'reference' } = options;
  const {
    id = 'robustness',
    levelName = 'mismatch level',
    levelText = String,
    logarithmic = false,
    fromZero = true,
  } = options;
  const networks = logarithmic ? given.map(aboveZero) : given;
  checkNetworks(networks);
  const document = figureDocument(options.document);
  const narrow = width < narrowWidth;
  const styled = networks.map((network, index) => ({
    ...network,
    index,
    line: lineStyle(network.style ?? index),
  }));
  const names = lineNames(styled, width);
  const total = options.height ?? (narrow ? 320 : 420) + names.legendHeight;
  const height = total - names.legendHeight;
  const margins = {
    marginTop: 30,
    marginBottom: 42,
    marginLeft: 40,
    marginRight: names.marginRight,
  };
  const points = networks.flatMap((network) => [...network.points, ...(network.reference ?? [])]);
  const yDomain = verticalDomain(points, fromZero);
  const yPixel = (y: number) =>
    height - margins.marginBottom - ((y - yDomain[0]) / (yDomain[1] - yDomain[0])) * (height - 72);
  const plot = drawPanel(document, {
    ...margins,
    width,
    height,
    x: { type: logarithmic ? 'log' : 'linear', domain: horizontalDomain(points), insetLeft: 12 },
    y: { type: 'linear', domain: yDomain },
    marks: [
      ...axes(points, metric, levelName, levelText, narrow),
      Plot.ruleY([Math.max(0, yDomain[0])], { strokeOpacity: 0.6 }),
      ...styled.map((network) => bandMark(network, bandOpacity(styled.length))),
      ...styled.flatMap(lineMarks),
      ...referenceMarks(styled, referenceName),
      ...directLabels(names.atEnds ? styled.flatMap(endLabel) : [], yPixel, [
        margins.marginTop,
        height - margins.marginBottom,
      ]),
    ],
  });
  return figureElement(document, {
    id,
    title: `${metric} by ${levelName}`,
    description: describe(networks, { metric, levelName, levelText, referenceName }),
    width,
    height: total,
    panels: [{ x: 0, y: 0, plot }, ...names.legendBelow(document, height)],
  });
}

function checkNetworks(networks: readonly RobustnessNetwork[]): void {
  if (networks.every(({ points, reference = [] }) => points.length + reference.length === 0)) {
    throw valueError(
      'a robustness figure needs at least one network with at least one level, measured or for reference; none was given',
    );
  }
  for (const { name, points, reference = [] } of networks) {
    for (const { level, mean, std } of [...points, ...reference]) {
      if ([level, mean, std].every(Number.isFinite)) continue;
      throw valueError(
        `a robustness figure needs finite numbers; network "${name}" has mean ${mean} and standard deviation ${std} ` +
          `at level ${level}`,
      );
    }
  }
}

/** A network without the levels that have no logarithm. */
const aboveZero = ({ points, reference = [], ...network }: RobustnessNetwork): RobustnessNetwork => ({
  ...network,
  points: points.filter(({ level }) => level > 0),
  reference: reference.filter(({ level }) => level > 0),
});

function horizontalDomain(points: readonly RobustnessPoint[]): [number, number] {
  const levels = points.map((point) => point.level);
  const low = Math.min(...levels);
  const high = Math.max(...levels);
  if (low !== high) return [low, high];
  return low > 0 ? [low / 2, 2 * high] : [low - 0.05, high + 0.05];
}

function verticalDomain(points: readonly RobustnessPoint[], fromZero: boolean): [number, number] {
  const low = Math.min(...(fromZero ? [0] : []), ...points.map(lowerEnd));
  const high = Math.max(...points.map(upperEnd));
  return [low, high > low ? low + (high - low) * 1.02 : low + 1];
}

function lowerEnd({ mean, std }: RobustnessPoint): number {
  return mean >= 0 ? Math.max(0, mean - std) : mean - std;
}

function upperEnd({ mean, std }: RobustnessPoint): number {
  return mean + std;
}

function axes(
  points: readonly RobustnessPoint[],
  metric: string,
  levelName: string,
  levelText: (level: number) => string,
  narrow: boolean,
): Plot.Markish[] {
  const yTicks = narrow ? 5 : 6;
  const levels = [...new Set(points.map((point) => point.level))];
  const text = { label: levelName, fontSize: 12 };
  const few = levels.length <= (narrow ? 7 : 12);
  return [
    Plot.gridY({ strokeOpacity: 0.12, ticks: yTicks }),
    // Plot leaves formatted labels of a logarithmic axis out as it sees fit, texts never.
    few ? Plot.axisX(levels, { ...text, text: levelText }) : Plot.axisX({ ...text, tickFormat: levelText }),
    Plot.axisY({ tickSize: 0, ticks: yTicks, label: metric, fontSize: 12 }),
  ];
}

function bandMark({ index, points, line }: StyledNetwork, fillOpacity: number): Plot.Markish {
  return Plot.areaY(points, {
    x: 'level',
    y1: lowerEnd,
    y2: upperEnd,
    fill: line.color,
    fillOpacity,
    className: `band-${index}`,
  });
}

function lineMarks({ index, points, line }: StyledNetwork): Plot.Markish[] {
  return [
    Plot.line(points, {
      x: 'level',
      y: 'mean',
      stroke: line.color,
      strokeWidth: 2.25,
      strokeDasharray: line.dash,
      className: `mean-${index}`,
    }),
    Plot.dot(points, {
      x: 'level',
      y: 'mean',
      symbol: line.symbol,
      fill: line.color,
      r: 3.5,
      className: `points-${index}`,
    }),
  ];
}

function referenceMarks(networks: readonly StyledNetwork[], referenceName: string): Plot.Markish[] {
  const shown = networks.filter((network) => (network.reference ?? []).length > 0);
  if (shown.length === 0) return [];
  const hollow = (line: LineStyle) => ({
    symbol: line.symbol,
    stroke: line.color,
    strokeWidth: 1.25,
    r: 6.5,
  });
  return [
    ...shown.map(({ index, reference = [], line }) =>
      Plot.dot(reference, { x: 'level', y: 'mean', ...hollow(line), className: `reference-${index}` }),
    ),
    ...shown.map(({ line }, index) =>
      Plot.dot([0], {
        frameAnchor: 'top-left',
        dx: 18 + 18 * index,
        dy: 12,
        ...hollow(line),
        className: 'key',
      }),
    ),
    Plot.text([referenceName], {
      frameAnchor: 'top-left',
      text: (text: string) => text,
      dx: 12 + 18 * shown.length,
      dy: 12,
      lineAnchor: 'middle',
      fill: mutedColor,
      className: 'key',
    }),
  ];
}

function endLabel({ name, points, line }: StyledNetwork): DirectLabel[] {
  const last = points.at(-1);
  return last === undefined ? [] : [{ text: name, color: line.color, x: last.level, y: last.mean }];
}

function describe(
  networks: readonly RobustnessNetwork[],
  text: Required<Pick<RobustnessOptions, 'metric' | 'levelName' | 'levelText' | 'referenceName'>>,
): string {
  const { metric, levelName, levelText, referenceName } = text;
  const sentences = networks.flatMap(({ name, points, reference = [] }) => {
    const shown = points.length > 0 ? points : reference;
    const first = shown[0];
    const last = shown.at(-1);
    if (first === undefined || last === undefined) return [];
    const show = ({ level, mean, std }: RobustnessPoint) =>
      `${mean.toPrecision(3)} (standard deviation ${std.toPrecision(3)}) at level ${levelText(level)}`;
    return [`${name}${shown === points ? '' : `, ${referenceName}`}: from ${show(first)} to ${show(last)}.`];
  });
  return `Mean ${metric} with a band of one standard deviation, by ${levelName}. ${sentences.join(' ')}`;
}
