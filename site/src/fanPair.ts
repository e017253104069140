import type { NetworkName } from 'limpet/evaluate';
import { element, within } from './element.ts';
import { FanChart, worstOf } from './fanChart.ts';
import { ofChannel } from './outputChart.ts';
import type { Answer, ChipsWanted, Fan } from './protocol.ts';
import type { TrainedNetworks } from './trainingRun.ts';
import { type WeightStrip, weightStrip } from './weightStrip.ts';
import { pageWorker } from './workers.ts';

interface View {
  readonly chart: FanChart;
  readonly strip: WeightStrip;
  readonly error: Element;
}

type Drawn = Extract<Answer, { kind: 'chips' }>;

/** What a {@link FanPair} takes. */
export interface FanPairOptions {
  /** The end of the figures' ids, which start with the networks' names. */
  readonly figures: string;
  /** Which chips to show, when they are asked for. */
  wanted(): ChipsWanted;
  /** Which of the outputs to show. */
  channel(): number;
  onFailure(message: string): void;
  /** Hears what is drawn. */
  onDrawn?(drawn: Drawn): void;
}

const names: readonly NetworkName[] = ['robust', 'standard'];
const chipCount = 20;

/** Two networks side by side, each on the same twenty chips. */
export class FanPair {
  readonly #options: FanPairOptions;
  readonly #views: Readonly<Record<NetworkName, View>>;
  readonly #worker = pageWorker((answer) => this.#take(answer));
  #trained: TrainedNetworks | undefined;
  #sent: TrainedNetworks | undefined;
  #drawn: Drawn | undefined;
  #asked = 0;
  #answered = 0;
  #isWaiting = false;
  #endFirst = (): void => undefined;
  /** Until the first chips are drawn, or could not be. */
  readonly drawn = new Promise<void>((resolve) => {
    this.#endFirst = resolve;
  });

  constructor(options: FanPairOptions) {
    this.#options = options;
    this.#views = {
      robust: viewOf('robust', options.figures),
      standard: viewOf('standard', options.figures),
    };
  }

  /** Shows other networks; those asked for last are drawn. */
  show(networks: TrainedNetworks): void {
    this.#trained = networks;
    this.ask();
  }

  /** Asks for the chips that are wanted now. One request is under way at most: what a slider passed meanwhile is left out. */
  ask(): void {
    if (this.#trained === undefined) return;
    this.#isWaiting = this.#asked > this.#answered;
    if (this.#isWaiting) return;
    const { networks, task } = this.#trained;
    this.#worker.send({
      ...this.#options.wanted(),
      id: ++this.#asked,
      ...(this.#sent !== this.#trained && { networks }),
      task,
      count: chipCount,
    });
    this.#sent = this.#trained;
  }

  draw(): void {
    if (this.#drawn === undefined) return;
    const { fans, target } = this.#drawn;
    const channel = this.#options.channel();
    for (const name of names) drawFan(this.#views[name], fans[name], target, channel, name);
  }

  #take(answer: Answer): void {
    if (answer.kind === 'chips') {
      this.#answered = answer.id;
      this.#drawn = answer;
      if (this.#isWaiting) this.ask();
      this.draw();
      this.#options.onDrawn?.(answer);
      this.#endFirst();
    } else if (answer.kind === 'failed') {
      this.#answered = this.#asked;
      this.#sent = undefined;
      this.#options.onFailure(answer.message);
      this.#endFirst();
    }
  }
}

function viewOf(name: NetworkName, figures: string): View {
  const figure = element(`${name}-${figures}`, HTMLElement);
  const chart = new FanChart(within(figure, '.plot'), chipCount);
  const strip = weightStrip(
    within(figure, '.weights'),
    `The last weights of the ${name} network on 20 chips`,
  );
  return { chart, strip, error: within(figure, '.error') };
}

function drawFan(
  { chart, strip, error }: View,
  { weights: ideal, chips }: Fan,
  target: Float32Array,
  channel: number,
  name: NetworkName,
): void {
  const curves = chips.map(({ output }) => ofChannel(output, channel));
  const losses = chips.map(({ loss }) => loss);
  const worst = worstOf(losses);
  const worstLoss = losses[worst] ?? 0;
  const meanLoss = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  chart.draw(curves, worst, ofChannel(target, channel));
  const summary = `mean error ${meanLoss.toFixed(3)}, worst ${worstLoss.toFixed(3)}`;
  error.textContent = summary;
  chart.describe(`Output of the ${name} network on ${chips.length} chips over time: ${summary}.`);
  strip.draw(
    ideal,
    chips.map(({ weights }) => weights),
  );
}
