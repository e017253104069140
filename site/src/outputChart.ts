import { isNarrow, type LineChart, lineChart } from './lineChart.ts';
import { outputs, timeSteps } from './taskSize.ts';

/** When a sample's steps are. */
export const times = Float32Array.from({ length: timeSteps }, (_, step) => step / timeSteps);

/** The output of one channel over time. */
export const ofChannel = (values: Float32Array, channel: number): Float32Array =>
  Float32Array.from({ length: timeSteps }, (_, step) => values[step * outputs + channel] ?? 0);

/** A chart for outputs over time. */
export function outputChart(parent: Element): LineChart {
  const chart = lineChart(parent, isNarrow() ? 360 : 480, 250);
  chart.setAxes(
    { low: 0, high: 1, ticks: [0, 0.5, 1], label: 'time' },
    { low: -2.5, high: 2.5, ticks: [-2, -1, 0, 1, 2], label: 'output' },
  );
  return chart;
}
