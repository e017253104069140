import { type NetworkName, statistics, tutorialReference } from 'limpet/evaluate';
import type { RobustnessNetwork } from 'limpet/plot';
import { addControls } from './controls.ts';
import { element } from './element.ts';
import { LevelChips } from './levelChips.ts';
import { MeasurementTable } from './measurementTable.ts';
import type { PageState } from './pageState.ts';
import type { Answer } from './protocol.ts';
import { RobustnessPlot } from './robustnessPlot.ts';
import { levels, measuringSettings } from './settings.ts';
import type { FiledMeasurements, MeasuredOn, TrainedNetworks } from './trainingRun.ts';
import { pageWorker } from './workers.ts';

/** The measurements of one network at one level, a loss for each chip. */
export interface Measurement {
  readonly level: number;
  readonly network: NetworkName;
  readonly losses: readonly number[];
}

type Measured = Extract<Answer, { kind: 'measured' }>;

const names: readonly NetworkName[] = ['robust', 'standard'];

/** The measuring chapter: many chips, and a figure that sharpens as they come in. */
export class MeasuringChapter {
  readonly #state: PageState;
  readonly #onDone: () => void;
  readonly #worker = pageWorker((answer) => this.#take(answer));
  readonly #button = element('measure-run', HTMLButtonElement);
  readonly #status = element('measuring-status', HTMLElement);
  readonly #table = new MeasurementTable(element('measurements', HTMLTableElement), (index) =>
    this.#pick(index),
  );
  readonly #plot = new RobustnessPlot(element('robustness', HTMLElement), (index) => {
    if (index !== this.#picked && this.#hasChips) this.#pick(index);
  });
  readonly #chips: LevelChips;
  #trained: TrainedNetworks | undefined;
  /** Those measured, which are a file's own where its measurements are shown. */
  #levels = levels;
  /** What a file holds, while that is shown. */
  #filed: FiledMeasurements | undefined;
  /** The place of the picked level among a file's, where the page does not measure at it. */
  #pickedOfFile: number | undefined;
  #losses: Record<NetworkName, number[][]> = emptyLosses();
  #running = false;
  /** Set while the page is hidden and measuring waits for it. */
  #waiting = false;

  /** @param onDone hears that all chips are measured. */
  constructor(state: PageState, onDone: () => void) {
    this.#state = state;
    this.#onDone = onDone;
    this.#chips = new LevelChips(state);
    addControls(element('measuring-settings', HTMLElement), measuringSettings, state);
    this.#button.addEventListener('click', () => (this.#running ? this.#stop('Stopped.') : this.#start()));
    state.onChange((changed) => {
      if (changed.includes('chips') || changed.includes('wafer'))
        this.#forget('Not measured with these settings yet.');
      if (changed.includes('pickedLevel')) {
        if (state.settings.pickedLevel > 0) this.#pickedOfFile = undefined;
        this.#showPicked();
      }
    });
    document.addEventListener('visibilitychange', () => this.#followVisibility());
    this.#showTable();
  }

  /** Takes other networks, with what was measured of them elsewhere; what was measured of those before is forgotten. */
  use(trained: TrainedNetworks, filed?: FiledMeasurements): void {
    this.#trained = trained;
    if (filed === undefined) this.#forget(this.#notYet);
    else this.#showFiled(filed);
  }

  get #notYet(): string {
    const level = levels[this.#picked ?? -1];
    const why = level === undefined ? '' : `: press Measure to see the chips at ${Math.round(100 * level)} %`;
    return `Not measured yet${why}.`;
  }

  #showFiled(filed: FiledMeasurements): void {
    const { robust, standard } = filed.losses;
    const chips = (robust[0] ?? standard[0] ?? []).length;
    const seen =
      filed.on === undefined
        ? 'It does not tell which chips they were, so they cannot be made again: press Measure to make chips here, which can be looked at.'
        : 'Press a point or a level to see them.';
    this.#forget(`From the file: ${chips} ${chips === 1 ? 'chip' : 'chips'} measured at each level. ${seen}`);
    this.#filed = filed;
    this.#levels = filed.levels;
    this.#losses = { robust: robust.map((each) => [...each]), standard: standard.map((each) => [...each]) };
    this.#showTable();
    this.#showChips();
    this.#draw();
  }

  /** Which chips were measured, where that is known. */
  get on(): MeasuredOn | undefined {
    if (this.#filed !== undefined) return this.#filed.on;
    const { wafer } = this.#state.settings;
    return this.#trained && { keyOrder: 'chips', seed: wafer, networks: this.#trained.networks };
  }

  /** What was measured so far. */
  get measurements(): readonly Measurement[] {
    return this.#levels.flatMap((level, index) =>
      names.flatMap((network) => {
        const losses = this.#losses[network][index] ?? [];
        return losses.length === 0 ? [] : [{ level, network, losses }];
      }),
    );
  }

  /** At which levels. */
  get levels(): readonly number[] {
    return this.#levels;
  }

  /** What was measured as the robustness figure takes it. */
  get networks(): readonly RobustnessNetwork[] {
    return names.map((name, style) => ({
      name,
      style,
      points: this.measurements
        .filter(({ network }) => network === name)
        .map(({ level, losses }) => ({ level, ...statistics(losses) })),
      reference: tutorialReference.map((row) => ({ level: row.level, ...row[name] })),
    }));
  }

  /** What that figure calls the tutorial's points, which are of networks of the tutorial's size. */
  get referenceName(): string {
    const { inputs } = this.#trained?.task ?? {};
    return `printed in the tutorial${inputs === 2000 ? '' : ', for 2000 inputs'}`;
  }

  #start(): void {
    if (this.#trained === undefined) return;
    this.#forget('Measuring ...');
    this.#goOn(this.#trained);
  }

  /** Measures the chips that are missing. */
  #goOn(trained: TrainedNetworks): void {
    this.#running = true;
    this.#button.textContent = 'Stop';
    const { wafer, chips } = this.#state.settings;
    const first = this.#losses.robust[0]?.length ?? 0;
    this.#worker.send({ kind: 'measure', ...trained, levels, wafer, first, chips });
  }

  #followVisibility(): void {
    if (document.hidden && this.#running) {
      this.#stop('Measuring waits until this page is seen again.');
      this.#waiting = true;
    } else if (!document.hidden && this.#waiting && this.#trained !== undefined) {
      this.#waiting = false;
      this.#goOn(this.#trained);
    }
  }

  /** Which level's chips are shown once they are there, by its place. */
  get #picked(): number | undefined {
    const level = levels[this.#state.settings.pickedLevel - 1];
    const place = level === undefined ? -1 : this.#levels.indexOf(level);
    return place < 0 ? this.#pickedOfFile : place;
  }

  /** Shows the chips of a level; those of the level that is shown are put away. */
  #pick(place: number): void {
    const isShown = place === this.#picked;
    const known = isShown ? -1 : levels.indexOf(this.#levels[place] ?? -1);
    this.#pickedOfFile = isShown || known >= 0 ? undefined : place;
    this.#state.set({ pickedLevel: known + 1 });
    this.#showPicked();
  }

  #showPicked(): void {
    this.#showTable();
    this.#showChips();
    this.#draw();
  }

  get #hasChips(): boolean {
    return this.measurements.length > 0 && this.on !== undefined;
  }

  #showChips(): void {
    const [place, trained, filed] = [this.#picked ?? -1, this.#trained, this.#filed];
    const level = this.#levels[place];
    const { robust, standard } = this.#losses;
    const losses = { robust: [...(robust[place] ?? [])], standard: [...(standard[place] ?? [])] };
    if (level === undefined || trained === undefined || !this.#hasChips || losses.robust.length === 0) {
      this.#chips.hide();
      return;
    }
    if (filed?.on === undefined) this.#chips.show({ trained, level, losses });
    else {
      const { networks, keyOrder, seed } = filed.on;
      const drawn = { keyOrder, seed, levels: filed.levels, place };
      this.#chips.show({ trained: { ...trained, networks }, level, losses, drawn });
    }
  }

  #stop(message: string): void {
    if (this.#running) this.#worker.stop();
    this.#running = false;
    this.#waiting = false;
    this.#button.textContent = 'Measure';
    this.#status.textContent = message;
  }

  #forget(message: string): void {
    this.#stop(message);
    this.#filed = undefined;
    this.#pickedOfFile = undefined;
    this.#levels = levels;
    this.#losses = emptyLosses();
    this.#showTable();
    this.#showChips();
    this.#draw();
  }

  #take(answer: Answer): void {
    if (answer.kind === 'failed') this.#stop(answer.message);
    if (answer.kind !== 'measured' || !this.#running) return;
    this.#add(answer);
    const done = answer.chips === answer.of;
    // Many times a second, which a screen reader is not to read out.
    this.#status.ariaLive = done ? 'polite' : 'off';
    this.#status.textContent = `${answer.chips} of ${answer.of} chips measured at each level.`;
    if (done) {
      this.#running = false;
      this.#button.textContent = 'Measure';
      this.#onDone();
    }
    if (done || !this.#chips.areShown) this.#showChips();
    this.#showTable();
    this.#draw();
  }

  #add({ losses }: Measured): void {
    for (const name of names) {
      for (const [level, values] of losses[name].entries()) this.#losses[name][level]?.push(...values);
    }
  }

  #showTable(): void {
    this.#table.setLevels(this.#levels);
    this.#table.show(this.#losses, this.#picked, this.#hasChips);
  }

  #draw(): void {
    const { networks, referenceName } = this;
    this.#plot.draw({ networks, referenceName, picked: this.#hasChips ? this.#picked : undefined });
  }
}

const emptyLosses = (): Record<NetworkName, number[][]> => ({
  robust: levels.map(() => []),
  standard: levels.map(() => []),
});
