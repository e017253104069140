import { type NetworkName, statistics } from 'limpet/evaluate';
import { element, within } from './element.ts';
import { FanChart, worstOf } from './fanChart.ts';
import { type LossStrip, lossStrip } from './lossStrip.ts';
import { ofChannel } from './outputChart.ts';
import type { PageState } from './pageState.ts';
import type { Answer } from './protocol.ts';
import type { DrawnChips } from './remadeChips.ts';
import type { TrainedNetworks } from './trainingRun.ts';
import { pageWorker } from './workers.ts';

/** What was measured at one level of mismatch: the loss of each chip. */
export interface MeasuredLevel {
  readonly trained: TrainedNetworks;
  readonly level: number;
  readonly losses: Readonly<Record<NetworkName, readonly number[]>>;
  /** Which chips these are, where they were measured elsewhere. */
  readonly drawn?: Omit<DrawnChips, 'samples'>;
}

interface View {
  readonly fan: FanChart;
  readonly strip: LossStrip;
  readonly summary: Element;
}

const names: readonly NetworkName[] = ['robust', 'standard'];
const mostChips = 100;

/** The chips that were measured at one level: their outputs, their losses and the worst of them. */
export class LevelChips {
  readonly #state: PageState;
  readonly #place = element('level-chips', HTMLElement);
  readonly #name = element('level-name', HTMLElement);
  readonly #status = element('level-status', HTMLElement);
  readonly #views = { robust: viewOf('robust'), standard: viewOf('standard') };
  readonly #worker = pageWorker((answer) => this.#take(answer));
  #shown: MeasuredLevel | undefined;
  #asked = 0;
  #made: Extract<Answer, { kind: 'chips' }> | undefined;

  constructor(state: PageState) {
    this.#state = state;
    state.onChange((changed) => {
      if (changed.includes('sample')) this.#ask();
      else if (changed.includes('channel')) this.#draw();
    });
  }

  show(measured: MeasuredLevel): void {
    this.#shown = measured;
    this.#place.hidden = false;
    this.#name.textContent = `${Number((100 * measured.level).toPrecision(3))} %`;
    this.#ask();
  }

  get areShown(): boolean {
    return this.#shown !== undefined;
  }

  hide(): void {
    this.#shown = undefined;
    this.#made = undefined;
    this.#place.hidden = true;
  }

  #ask(): void {
    if (this.#shown === undefined) return;
    const { trained, level, losses, drawn } = this.#shown;
    const { wafer, sample } = this.#state.settings;
    this.#status.textContent = 'Making the chips ...';
    this.#made = undefined;
    const id = ++this.#asked;
    const count = Math.min(losses.robust.length, mostChips);
    this.#worker.send(
      drawn === undefined
        ? { kind: 'chips', id, ...trained, settings: { mismatch: level, wafer, sample }, count }
        : { kind: 'remake', id, ...trained, sample, drawn: { ...drawn, samples: count } },
    );
  }

  #take(answer: Answer): void {
    if (answer.kind === 'failed') this.#status.textContent = answer.message;
    if (answer.kind !== 'chips' || answer.id !== this.#asked) return;
    this.#made = answer;
    this.#draw();
  }

  #draw(): void {
    if (this.#shown === undefined || this.#made === undefined) return;
    const { losses: all } = this.#shown;
    const { fans, target } = this.#made;
    const { channel } = this.#state.settings;
    const count = fans.robust.chips.length;
    const shown = names.flatMap((name) => all[name].slice(0, count));
    const highest = Math.max(...shown.filter(Number.isFinite), 0) || 1;
    for (const name of names) {
      const { fan, strip, summary } = this.#views[name];
      const losses = all[name].slice(0, count);
      const { mean, max } = statistics(losses);
      const worst = worstOf(losses);
      const curves = fans[name].chips.map(({ output }) => ofChannel(output, channel));
      fan.draw(curves, worst, ofChannel(target, channel));
      strip.draw(losses, worst, highest);
      const text = `mean ${mean.toFixed(4)}, worst ${max.toFixed(4)}: chip ${worst + 1}`;
      summary.textContent = text;
      fan.describe(`Output of the ${name} network on ${count} chips over time; ${text}.`);
      strip.describe(
        `The losses of ${count} chips of the ${name} network on a scale to ${highest.toFixed(4)}; ${text}.`,
      );
    }
    const measured = all.robust.length;
    const which = measured > count ? `The first ${count} of ${measured} chips` : `All ${count} chips`;
    const place = `output ${channel + 1} on sample ${this.#state.settings.sample + 1}, as chosen in chapter 1`;
    this.#status.textContent = `${which}: ${place}. The losses are those over all samples.${this.#agreement(count)}`;
  }

  /** Whether chips that were made again have the losses that were measured of them. */
  #agreement(count: number): string {
    const [made, losses] = [this.#made?.measuredLosses, this.#shown?.losses];
    if (made === undefined || losses === undefined) return '';
    const areSame = names.every((name) =>
      losses[name].slice(0, count).every((loss, chip) => loss === made[name][chip]),
    );
    return areSame
      ? ' The chips are made again from the file, and have its losses, to the bit.'
      : ' The chips are made again from the file, but do not have the losses that it holds: one of both was changed.';
  }
}

function viewOf(name: NetworkName): View {
  const figure = element(`${name}-level`, HTMLElement);
  return {
    fan: new FanChart(within(figure, '.plot'), mostChips),
    strip: lossStrip(within(figure, '.losses')),
    summary: within(figure, '.error'),
  };
}
