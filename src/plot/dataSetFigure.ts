import * as Plot from '@observablehq/plot';
import { shapeError, valueError } from '../errors.ts';
import { areaMean, type Grid } from './areaMean.ts';
import { colorLegend } from './colorLegend.ts';
import { type Cell, columnLayout, rowLayout } from './dataSetLayout.ts';
import { extentOf } from './extentOf.ts';
import { drawPanel, type FigureOptions, figureDocument, figureElement, narrowWidth } from './figure.ts';
import { heatMapColors, heatMapImage } from './heatMap.ts';
import { type Matrix, matrixShape } from './matrixShape.ts';
import { lineStyle } from './theme.ts';

/** One sample of a data set: both matrices are [time, channels] and equally long. */
export interface DataSetSample {
  readonly inputs: Matrix;
  readonly targets: Matrix;
  /** Default: `class` and its position. */
  readonly name?: string;
}

interface DrawnSample {
  readonly name: string;
  readonly time: number;
  readonly channels: number;
  readonly grid: Grid;
  readonly curves: readonly { readonly time: number; readonly value: number; readonly channel: number }[];
}

interface Scales {
  readonly input: readonly [number, number];
  readonly target: readonly [number, number];
}

const heatMapColumns = 100;
const heatMapRows = 50;
/** First of the line styles of target channels; the ones before belong to the robust and the standard network. */
const firstTargetStyle = 2;
/**
 * A data set of sequences: for each sample a heat map of its inputs (time to the right, channels upward, shrunk by
 * block means to at most 100 by 50 cells) over the curves of its targets. Throws when samples are empty, ragged or not finite.
 */
export function dataSetFigure(samples: readonly DataSetSample[], options: FigureOptions = {}): SVGSVGElement {
  const document = figureDocument(options.document);
  const drawn = samples.map(drawnSample);
  if (drawn.length === 0) throw valueError('a data set figure needs at least one sample; none was given');
  const { width = 800 } = options;
  const layout = width < narrowWidth || drawn.length > 5 ? rowLayout : columnLayout;
  const { cells, height } = layout(drawn.length, width, options.height);
  const scales = {
    input: extent(drawn.flatMap(({ grid }) => Array.from(grid.values))),
    target: extent(drawn.flatMap(({ curves }) => curves.map(({ value }) => value))),
  };
  const panels = drawn.flatMap((sample, index) => {
    const pair = cells[index];
    if (pair === undefined) return [];
    return [
      { x: pair.inputs.x, y: pair.inputs.y, plot: inputPanel(document, sample, scales, pair.inputs) },
      { x: pair.targets.x, y: pair.targets.y, plot: targetPanel(document, sample, scales, pair.targets) },
    ];
  });
  const legend = { label: `input${blockText(drawn)}`, colors: heatMapColors, domain: scales.input };
  return figureElement(document, {
    id: 'data-set',
    title: 'The data set: inputs and targets of each class',
    description: describe(drawn, scales),
    width,
    height,
    panels: [colorLegend(document, legend, width), ...panels],
  });
}

function drawnSample({ inputs, targets, name }: DataSetSample, index: number): DrawnSample {
  const shown = name ?? `class ${index}`;
  const [time, channels] = matrixShape(inputs, `inputs of ${shown}`);
  const [targetTime, targetChannels] = matrixShape(targets, `targets of ${shown}`);
  if (time !== targetTime) {
    throw shapeError(
      `${shown} has inputs of ${time} time steps and targets of ${targetTime}; a sample needs as many of both`,
    );
  }
  const curves = Array.from({ length: targetChannels }, (_, channel) =>
    Array.from({ length: time }, (_, t) => ({ time: t, value: targets[t]?.[channel] ?? 0, channel })),
  ).flat();
  return { name: shown, time, channels, grid: areaMean(inputs, heatMapColumns, heatMapRows), curves };
}

function extent(values: readonly number[]): [number, number] {
  const [low, high] = extentOf(values);
  return low < high ? [low, high] : [low - 0.5, high + 0.5];
}

function inputPanel(document: Document, sample: DrawnSample, scales: Scales, cell: Cell): Element {
  const { name, time, channels, grid } = sample;
  return drawPanel(document, {
    ...cellFrame(cell),
    x: { type: 'linear', domain: [-0.5, time - 0.5] },
    y: { type: 'linear', domain: [-0.5, channels - 0.5], axis: null },
    marks: [
      Plot.image([grid], {
        x: time / 2 - 0.5,
        y: channels / 2 - 0.5,
        src: () => heatMapImage(grid, scales.input),
        width: cell.width - cell.marginLeft - cell.marginRight,
        height: cell.height - cell.marginTop - cell.marginBottom,
        preserveAspectRatio: 'none',
        imageRendering: 'pixelated',
        className: 'inputs',
      }),
      Plot.text([name], {
        frameAnchor: 'top',
        text: (text: string) => text,
        lineAnchor: 'bottom',
        dy: -7,
        fontWeight: 600,
        fontSize: 13,
      }),
      ...cellAxes(cell, 'channel'),
    ],
  });
}

function targetPanel(document: Document, sample: DrawnSample, scales: Scales, cell: Cell): Element {
  const { time, curves } = sample;
  const channels = new Set(curves.map(({ channel }) => channel));
  return drawPanel(document, {
    ...cellFrame(cell),
    x: { type: 'linear', domain: [-0.5, time - 0.5] },
    y: { type: 'linear', domain: scales.target, nice: 4, axis: null },
    marks: [
      Plot.gridY({ strokeOpacity: 0.12, ticks: 4 }),
      ...cellAxes(cell, 'target'),
      ...Array.from(channels, (channel) => {
        const line = lineStyle(firstTargetStyle + channel);
        return Plot.line(
          curves.filter((point) => point.channel === channel),
          {
            x: 'time',
            y: 'value',
            stroke: line.color,
            strokeWidth: 2,
            strokeDasharray: channel === 0 ? 'none' : line.dash,
            className: `target-${channel}`,
          },
        );
      }),
    ],
  });
}

function cellFrame({ width, height, marginTop, marginBottom, marginLeft, marginRight }: Cell) {
  return { width, height, marginTop, marginBottom, marginLeft, marginRight };
}

function cellAxes({ labelX, labelY, ticksY, width }: Cell, what: string): Plot.Markish[] {
  const ticks = width < 220 ? 3 : 5;
  const axisX = Plot.axisX({ label: labelX ? 'time step' : null, ticks, tickSize: 3, fontSize: 11 });
  if (!ticksY) return [axisX];
  return [axisX, Plot.axisY({ label: labelY ? what : null, ticks: 4, tickSize: 3, fontSize: 11 })];
}

/** What one cell of a heat map stands for, when it is more than one number. */
function blockText(samples: readonly DrawnSample[]): string {
  const first = samples[0];
  if (first === undefined) return '';
  const part = (size: number, cells: number, what: string) => {
    if (size === cells) return [];
    const [low, high] = [Math.floor(size / cells), Math.ceil(size / cells)];
    return [`${low === high ? low : `${low} to ${high}`} ${what}`];
  };
  const blocks = [
    ...part(first.channels, first.grid.rows, 'channels'),
    ...part(first.time, first.grid.columns, 'time steps'),
  ];
  return blocks.length === 0 ? '' : `, mean of ${blocks.join(' by ')}`;
}

function describe(samples: readonly DrawnSample[], { input, target }: Scales): string {
  const sizes = samples.map(
    ({ name, time, channels }) => `${name}: ${time} time steps of ${channels} input channels`,
  );
  const range = ([low, high]: readonly [number, number]) => `${low.toPrecision(3)} to ${high.toPrecision(3)}`;
  return (
    `Heat maps of the inputs (${range(input)}${blockText(samples)}) and curves of the targets (${range(target)}), by time. ` +
    `${sizes.join('; ')}.`
  );
}
