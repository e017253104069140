import { type NetworkName, statistics, tutorialReference } from 'limpet/evaluate';
import type { RobustnessNetwork } from 'limpet/plot';
import { addControls } from './controls.ts';
import { element } from './element.ts';
import { LevelChips } from './levelChips.ts';
import { MeasurementTable } from './measurementTable.ts';
import type { PageState } from './pageState.ts';
import type { TrainedNetworks } from './pretrained.ts';
import type { Answer } from './protocol.ts';
import { measuringSettings } from './settings.ts';
import { pageWorker } from './workers.ts';

/** The measurements of one network at one level, a loss for each chip. */
export interface Measurement {
  readonly level: number;
  readonly network: NetworkName;
  readonly losses: readonly number[];
}

type Measured = Extract<Answer, { kind: 'measured' }>;

/** The levels of the tutorial's table. */
export const levels: readonly number[] = tutorialReference.map(({ level }) => level);
const names: readonly NetworkName[] = ['robust', 'standard'];
/** How often the figure is drawn anew, in milliseconds. */
const drawInterval = 150;

/** The measuring chapter: many chips, and a figure that sharpens as they come in. */
export class MeasuringChapter {
  readonly #state: PageState;
  readonly #onDone: () => void;
  readonly #worker = pageWorker((answer) => this.#take(answer));
  readonly #button = element('measure-run', HTMLButtonElement);
  readonly #status = element('measuring-status', HTMLElement);
  readonly #table = new MeasurementTable(element('measurements', HTMLTableElement), levels, (index) =>
    this.#pick(index),
  );
  readonly #chips: LevelChips;
  #trained: TrainedNetworks | undefined;
  #losses: Record<NetworkName, number[][]> = emptyLosses();
  #running = false;
  /** Set while the page is hidden and measuring waits for it. */
  #waiting = false;
  #picked: number | undefined;
  #lastDraw = 0;

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
    });
    element('robustness', HTMLElement).addEventListener('click', ({ clientX }) => {
      const level = nearestPoint(element('robustness', HTMLElement), clientX);
      if (level !== undefined && level !== this.#picked) this.#pick(level);
    });
    document.addEventListener('visibilitychange', () => this.#followVisibility());
    this.#showTable();
  }

  /** Takes other networks; what was measured of those before is forgotten. */
  use(trained: TrainedNetworks): void {
    this.#trained = trained;
    this.#forget('Not measured yet.');
  }

  /** What was measured so far. */
  get measurements(): readonly Measurement[] {
    return levels.flatMap((level, index) =>
      names.flatMap((network) => {
        const losses = this.#losses[network][index] ?? [];
        return losses.length === 0 ? [] : [{ level, network, losses }];
      }),
    );
  }

  /** What was measured as the robustness figure takes it. */
  get networks(): readonly RobustnessNetwork[] {
    const isTutorial = this.#trained?.task.inputs === 2000;
    return names.map((name, style) => ({
      name,
      style,
      points: this.measurements
        .filter(({ network }) => network === name)
        .map(({ level, losses }) => ({ level, ...statistics(losses) })),
      ...(isTutorial && {
        reference: tutorialReference.map((row) => ({ level: row.level, ...row[name] })),
      }),
    }));
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

  /** Shows the chips of a level; those of the level that is shown are put away. */
  #pick(index: number): void {
    this.#picked = index === this.#picked ? undefined : index;
    this.#showTable();
    this.#showChips();
  }

  #showChips(): void {
    const level = levels[this.#picked ?? -1];
    if (this.#picked === undefined || level === undefined || this.#trained === undefined) {
      this.#chips.hide();
      return;
    }
    const { robust, standard } = this.#losses;
    const losses = {
      robust: [...(robust[this.#picked] ?? [])],
      standard: [...(standard[this.#picked] ?? [])],
    };
    this.#chips.show({ trained: this.#trained, level, losses });
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
    this.#losses = emptyLosses();
    this.#picked = undefined;
    this.#showTable();
    this.#showChips();
    element('robustness', HTMLElement).replaceChildren();
  }

  #take(answer: Answer): void {
    if (answer.kind === 'failed') this.#stop(answer.message);
    if (answer.kind !== 'measured' || !this.#running) return;
    this.#add(answer);
    const done = answer.chips === answer.of;
    this.#status.textContent = `${answer.chips} of ${answer.of} chips measured at each level.`;
    if (done) {
      this.#running = false;
      this.#button.textContent = 'Measure';
      this.#onDone();
      if (this.#picked !== undefined) this.#showChips();
    }
    const now = performance.now();
    if (!done && now - this.#lastDraw < drawInterval) return;
    this.#lastDraw = now;
    this.#showTable();
    this.#draw().catch((error: unknown) => {
      this.#status.textContent = `The figure could not be drawn: ${String(error)}`;
    });
  }

  #add({ losses }: Measured): void {
    for (const name of names) {
      for (const [level, values] of losses[name].entries()) this.#losses[name][level]?.push(...values);
    }
  }

  async #draw(): Promise<void> {
    const { robustnessFigure } = await import('limpet/plot');
    if (this.measurements.length === 0) return;
    const parent = element('robustness', HTMLElement);
    const narrow = parent.clientWidth < 560;
    const figure = robustnessFigure(this.networks, {
      ...(narrow ? { width: 400, height: 320 } : { width: 800, height: 420 }),
      referenceName: 'printed in the tutorial',
    });
    parent.replaceChildren(figure);
    this.#showPicked();
  }

  #showTable(): void {
    this.#table.show(this.#losses, this.#picked);
    this.#showPicked();
  }

  /** Marks the points of the picked level in the figure. */
  #showPicked(): void {
    for (const name of names.keys()) {
      const points = document.querySelectorAll(`#robustness .points-${name} > *`);
      for (const [level, point] of points.entries()) point.classList.toggle('picked', level === this.#picked);
    }
  }
}

/** The place of the level whose point in the figure is the nearest to a place on the screen, from left to right. */
function nearestPoint(figure: Element, clientX: number): number | undefined {
  const distances = Array.from(figure.querySelectorAll('.points-0 > *'), (point) => {
    const { left, right } = point.getBoundingClientRect();
    return Math.abs((left + right) / 2 - clientX);
  });
  const nearest = distances.indexOf(Math.min(...distances));
  return nearest < 0 ? undefined : nearest;
}

const emptyLosses = (): Record<NetworkName, number[][]> => ({
  robust: levels.map(() => []),
  standard: levels.map(() => []),
});
