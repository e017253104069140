import * as Plot from '@observablehq/plot';
import { drawPanel, type FigureOptions, figureDocument, figureElement, narrowWidth } from './figure.ts';
import { type Matrix, matrixShape } from './matrixShape.ts';
import { lineStyle } from './theme.ts';
import { timeAxis } from './timeAxis.ts';

/** What a raster takes. */
export interface SpikeRasterOptions extends FigureOptions {
  /** The time step in seconds. Default: the axis counts time steps. */
  readonly dt?: number;
  /** Default `Spikes of N neurons`. */
  readonly title?: string;
}

/**
 * A raster of spikes: one tick wherever a neuron spikes, time to the right and neurons upward.
 * @param spikes spike counts `[time, neurons]`, from 0; several spikes in one time step are one tick.
 * @throws LimpetError (`shape`, `value`) for spikes that are empty, ragged or not finite, and a time step that is not positive.
 */
export function spikeRasterFigure(spikes: Matrix, options: SpikeRasterOptions = {}): SVGSVGElement {
  const document = figureDocument(options.document);
  const [time, neurons] = matrixShape(spikes, 'spikes', ['time step', 'neuron']);
  const { width = 800 } = options;
  const { height = width < narrowWidth ? 260 : 320, title = `Spikes of ${counted(neurons, 'neuron')}` } =
    options;
  const axis = timeAxis('spikeRasterFigure', time, options.dt);
  const { segments, total, silent } = ticks(spikes, axis.at);
  const plot = drawPanel(document, {
    width,
    height,
    marginTop: 14,
    marginBottom: 42,
    marginLeft: 52,
    marginRight: 12,
    x: { type: 'linear', domain: axis.domain },
    y: { type: 'linear', domain: [-0.5, neurons - 0.5] },
    marks: [
      Plot.axisX({ label: axis.label, ticks: width < narrowWidth ? 4 : 8, tickSize: 3, fontSize: 12 }),
      Plot.axisY({
        label: 'neuron',
        interval: Math.max(1, Math.ceil(neurons / 8)),
        tickSize: 3,
        fontSize: 12,
      }),
      Plot.geo([{ type: 'MultiLineString', coordinates: segments } as const], {
        stroke: lineStyle(0).color,
        strokeWidth: 1.5,
        className: 'spikes',
      }),
    ],
  });
  return figureElement(document, {
    id: 'spike-raster',
    title,
    description:
      `${counted(total, 'spike')} of ${counted(neurons, 'neuron')} in ${counted(time, 'time step')}, ` +
      `${(total / (time * neurons)).toPrecision(3)} per neuron and time step; ${counted(silent, 'neuron')} without a spike.`,
    width,
    height,
    panels: [{ x: 0, y: 0, plot }],
  });
}

type Segment = [[number, number], [number, number]];

/** One upright line per neuron and time step with a spike. */
function ticks(spikes: Matrix, at: (step: number) => number) {
  const segments: Segment[] = [];
  const active = new Set<number>();
  let total = 0;
  for (let step = 0; step < spikes.length; step++) {
    Array.from(spikes[step] ?? []).forEach((count, neuron) => {
      if (count <= 0) return;
      total += count;
      active.add(neuron);
      const x = at(step);
      segments.push([
        [x, neuron - 0.4],
        [x, neuron + 0.4],
      ]);
    });
  }
  return { segments, total, silent: (spikes[0]?.length ?? 0) - active.size };
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
