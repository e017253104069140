import * as Plot from '@observablehq/plot';
import { shapeError, valueError } from '../errors.ts';
import { drawPanel, type FigureOptions, figureDocument, figureElement, narrowWidth } from './figure.ts';
import { type Matrix, matrixShape } from './matrixShape.ts';
import { lineStyle, mutedColor } from './theme.ts';
import { type TimeAxis, timeAxis } from './timeAxis.ts';

/** What membrane traces take. */
export interface MembraneOptions extends FigureOptions {
  /** One threshold for all neurons, or those of every time step `[time, neurons]`, which may adapt. Default: none is drawn. */
  readonly threshold?: number | Matrix;
  /** The neurons to draw. Default: the first five. */
  readonly neurons?: readonly number[];
  /** The time step in seconds. Default: the axis counts time steps. */
  readonly dt?: number;
  /** Default `Membrane potentials`. */
  readonly title?: string;
}

interface TracePoint {
  readonly neuron: number;
  readonly time: number;
  readonly value: number;
}

/**
 * Membrane potentials over time, one row per neuron, with the threshold dashed. Traces longer than the drawing is wide keep
 * the smallest and the largest value of every pixel.
 * @param membrane `[time, neurons]`, such as the recording of `lif` has.
 * @throws LimpetError (`shape`, `value`) for traces that are empty, ragged or not finite, a threshold of another shape, and neurons that
 * there are not.
 */
export function membraneFigure(membrane: Matrix, options: MembraneOptions = {}): SVGSVGElement {
  const document = figureDocument(options.document);
  const [time, count] = matrixShape(membrane, 'membrane potentials', ['time step', 'neuron']);
  const { width = 800, title = 'Membrane potentials', threshold } = options;
  const neurons = options.neurons ?? Array.from({ length: Math.min(5, count) }, (_, index) => index);
  checkNeurons(neurons, count);
  const narrow = width < narrowWidth;
  const { height = 70 + (narrow ? 70 : 90) * neurons.length } = options;
  const axis = timeAxis('membraneFigure', time, options.dt);
  const bins = Math.max(1, Math.floor(width - 130));
  const trace = (matrix: Matrix) => neurons.flatMap((neuron) => tracePoints(matrix, neuron, axis, bins));
  const limits = threshold === undefined ? [] : trace(thresholds(threshold, time, count));
  const plot = drawPanel(document, {
    width,
    height,
    marginTop: 24,
    marginBottom: 42,
    marginLeft: 52,
    marginRight: 78,
    x: { type: 'linear', domain: axis.domain },
    y: { type: 'linear', nice: 3 },
    fy: { type: 'band', domain: neurons, padding: 0.12, axis: null },
    marks: [
      Plot.gridY({ strokeOpacity: 0.12, ticks: 3 }),
      Plot.axisX({ label: axis.label, ticks: narrow ? 4 : 8, tickSize: 3, fontSize: 12 }),
      Plot.axisY({ label: 'membrane potential', ticks: 3, tickSize: 0, fontSize: 11 }),
      Plot.axisFy({ label: null, tickFormat: (neuron: number) => `neuron ${neuron}`, fontSize: 12 }),
      Plot.line(limits, {
        ...position,
        stroke: mutedColor,
        strokeWidth: 1.5,
        strokeDasharray: '5 4',
        className: 'threshold',
      }),
      Plot.line(trace(membrane), {
        ...position,
        stroke: lineStyle(0).color,
        strokeWidth: 1.5,
        className: 'membrane',
      }),
    ],
  });
  const shown = trace(membrane).map(({ value }) => value);
  const range = [Math.min, Math.max].map((pick) => shown.reduce((a, b) => pick(a, b)).toPrecision(3));
  const dashed = threshold === undefined ? '' : ', the threshold dashed';
  return figureElement(document, {
    id: 'membrane',
    title,
    description:
      `Membrane potentials of ${neurons.length} of ${count} neurons in ${time} time steps, ` +
      `from ${range.join(' to ')}${dashed}.`,
    width,
    height,
    panels: [{ x: 0, y: 0, plot }],
  });
}

const position = { x: 'time', y: 'value', fy: 'neuron', z: null } as const;

function checkNeurons(neurons: readonly number[], count: number): void {
  const unknown = neurons.find((neuron) => !Number.isInteger(neuron) || neuron < 0 || neuron >= count);
  if (unknown === undefined && neurons.length > 0) return;
  const given = unknown === undefined ? 'none' : `${unknown}`;
  throw valueError(`membraneFigure: expected neurons from 0 to ${count - 1}, at least one, got ${given}`);
}

function thresholds(threshold: number | Matrix, time: number, count: number): Matrix {
  if (typeof threshold === 'number') {
    if (!Number.isFinite(threshold)) {
      throw valueError(`membraneFigure: expected a finite threshold, got ${threshold}`);
    }
    const row = new Float64Array(count).fill(threshold);
    return Array.from({ length: time }, () => row);
  }
  const shape = matrixShape(threshold, 'thresholds', ['time step', 'neuron']);
  if (shape[0] === time && shape[1] === count) return threshold;
  throw shapeError(
    `membraneFigure: expected thresholds like the membrane potentials, [${time}, ${count}], got [${shape.join(', ')}]`,
  );
}

/** The points of one neuron's trace: all of them, or where there are more than two per bin, the extremes of each bin in their order. */
function tracePoints(matrix: Matrix, neuron: number, { at }: TimeAxis, bins: number): TracePoint[] {
  const valueAt = (step: number): number => matrix[step]?.[neuron] ?? 0;
  const steps = Array.from({ length: matrix.length }, (_, step) => step);
  const point = (step: number): TracePoint => ({ neuron, time: at(step), value: valueAt(step) });
  if (steps.length <= 2 * bins) return steps.map(point);
  return Array.from({ length: bins }, (_, bin) => {
    const own = steps.slice(
      Math.floor((bin * steps.length) / bins),
      Math.floor(((bin + 1) * steps.length) / bins),
    );
    const lowest = own.reduce((a, b) => (valueAt(b) < valueAt(a) ? b : a));
    const highest = own.reduce((a, b) => (valueAt(b) > valueAt(a) ? b : a));
    return lowest < highest ? [point(lowest), point(highest)] : [point(highest), point(lowest)];
  }).flat();
}
