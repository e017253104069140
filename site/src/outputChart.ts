import { isNarrow, type LineChart, lineChart, roundTicks } from './lineChart.ts';
import { outputs, timeSteps } from './taskSize.ts';

/** When a sample's steps are. */
export const times = Float32Array.from({ length: timeSteps }, (_, step) => step / timeSteps);

/** The output of one channel over time. */
export const ofChannel = (values: Float32Array, channel: number): Float32Array =>
  Float32Array.from({ length: timeSteps }, (_, step) => values[step * outputs + channel] ?? 0);

/** How far from 0 outputs go that are not far from their targets. */
export const usualRange = 2.5;

/** A chart for outputs over time. */
export function outputChart(parent: Element): LineChart {
  const chart = lineChart(parent, isNarrow() ? 360 : 480, 250);
  setRange(chart, usualRange);
  return chart;
}

/** Draws the axes for outputs to so far from 0. */
export function setRange(chart: LineChart, range: number): void {
  chart.setAxes(
    { low: 0, high: 1, ticks: [0, 0.5, 1], label: 'time' },
    { low: -range, high: range, ticks: roundTicks(-range, range, 5), label: 'output' },
  );
}
