import type { NetworkName } from 'limpet/evaluate';
import { isNarrow, type LineChart, lineChart, roundTicks } from './lineChart.ts';
import { stepsPerEpoch } from './taskSize.ts';

/** Points of a whole run. */
const points = 300;

interface Curve {
  /** Means over neighbouring steps, as many as `perPoint`. */
  readonly means: number[];
  sum: number;
  count: number;
  recent: number[];
}

/** The losses of both trainings as they come in. */
export class LossPlot {
  readonly #chart: LineChart;
  readonly #epochs: () => number;
  #curves: Record<NetworkName, Curve> = { robust: emptyCurve(), standard: emptyCurve() };
  #range: readonly [number, number] = [0, 0];

  constructor(parent: Element, epochs: () => number) {
    this.#chart = isNarrow() ? lineChart(parent, 360, 240) : lineChart(parent, 900, 300);
    this.#epochs = epochs;
  }

  clear(): void {
    this.#curves = { robust: emptyCurve(), standard: emptyCurve() };
    this.#range = [0, 0];
    this.#setAxes(0.001, 1);
    this.#chart.line('curve robust', 0, [], []);
    this.#chart.line('curve standard', 0, [], []);
    this.#chart.describe('Training losses: none yet.');
  }

  add(network: NetworkName, losses: Float32Array): void {
    const curve = this.#curves[network];
    for (const loss of losses) {
      curve.sum += loss;
      if (++curve.count < this.#perPoint) continue;
      curve.means.push(curve.sum / curve.count);
      curve.sum = 0;
      curve.count = 0;
    }
    if (losses.length > 0) curve.recent = [...curve.recent, ...losses].slice(-stepsPerEpoch);
    this.#draw();
  }

  /** The mean loss of the last epoch's steps. */
  recentLoss(network: NetworkName): number | undefined {
    const { recent } = this.#curves[network];
    return recent.length === 0 ? undefined : recent.reduce((sum, loss) => sum + loss, 0) / recent.length;
  }

  /** A whole number of epochs where there are many, so that the three classes do not show as waves. */
  get #perPoint(): number {
    const steps = this.#epochs() * stepsPerEpoch;
    if (steps < points) return 1;
    return (
      Math.max(1, Math.ceil(this.#epochs() / points)) *
      (this.#epochs() >= 50 ? stepsPerEpoch : Math.ceil(steps / points))
    );
  }

  #draw(): void {
    const all = [...this.#curves.robust.means, ...this.#curves.standard.means].filter((loss) => loss > 0);
    if (all.length > 0) {
      const low = 10 ** Math.floor(Math.log10(Math.min(...all)));
      const high = 10 ** Math.ceil(Math.log10(Math.max(...all)));
      if (low !== this.#range[0] || high !== this.#range[1]) this.#setAxes(low, high > low ? high : 10 * low);
      this.#range = [low, high];
    }
    for (const network of ['robust', 'standard'] as const) {
      const { means } = this.#curves[network];
      const epochs = means.map((_, index) => ((index + 0.5) * this.#perPoint) / stepsPerEpoch);
      this.#chart.line(`curve ${network}`, 0, epochs, means);
    }
    const [robust, standard] = [this.recentLoss('robust'), this.recentLoss('standard')];
    const spell = (loss: number | undefined): string => loss?.toPrecision(3) ?? 'none yet';
    this.#chart.describe(`Training losses: robust ${spell(robust)}, standard ${spell(standard)}.`);
  }

  #setAxes(low: number, high: number): void {
    const first = Math.round(Math.log10(low));
    const ticks = Array.from({ length: Math.round(Math.log10(high)) - first + 1 }, (_, index) =>
      Number(`1e${first + index}`),
    );
    const epochs = this.#epochs();
    this.#chart.setAxes(
      { low: 0, high: epochs, ticks: roundTicks(0, epochs, 5), label: 'epoch' },
      { low, high, ticks, label: 'loss', logarithmic: true },
    );
  }
}

const emptyCurve = (): Curve => ({ means: [], sum: 0, count: 0, recent: [] });
