import type { LineChart } from './lineChart.ts';
import { outputChart, times } from './outputChart.ts';

/** The outputs of many chips over time as faint lines, with their mean, the worst of them and the target. */
export class FanChart {
  readonly #chart: LineChart;
  readonly #most: number;

  /** @param most the largest number of chips that are drawn. */
  constructor(parent: Element, most: number) {
    this.#chart = outputChart(parent);
    this.#most = most;
  }

  /** @param worst which of the chips is drawn apart. */
  draw(chips: readonly Float32Array[], worst: number, target: Float32Array): void {
    for (let chip = 0; chip < this.#most; chip++) this.#chart.line('chip', chip, times, chips[chip] ?? []);
    this.#chart.line('worst', 0, times, chips[worst] ?? []);
    this.#chart.line('mean', 0, times, meanOf(chips));
    this.#chart.line('target', 0, times, target);
  }

  /** Says to those who cannot see it what the chart shows. */
  describe(text: string): void {
    this.#chart.describe(text);
  }
}

/** Which of some losses is the worst: the first that is no number, else the largest. */
export function worstOf(losses: readonly number[]): number {
  const undefinedLoss = losses.findIndex(Number.isNaN);
  return undefinedLoss >= 0 ? undefinedLoss : losses.indexOf(Math.max(...losses));
}

const meanOf = (curves: readonly Float32Array[]): Float32Array =>
  times.map((_, time) => curves.reduce((sum, curve) => sum + (curve[time] ?? 0), 0) / curves.length);
