import { type NetworkName, statistics } from 'limpet/evaluate';
import { element, offer } from './element.ts';
import { writeHash } from './link.ts';
import type { Measurement } from './measuring.ts';
import type { PageState } from './pageState.ts';
import type { Answer } from './protocol.ts';
import { defaultSettings, type Settings } from './settings.ts';
import { isComplete, isSameTraining, networksOfRun, type TrainingRun } from './trainingRun.ts';
import { keepTrials, keptTrials, type Trial, trialLevels, trialName, withTrial } from './trials.ts';
import { pageWorker } from './workers.ts';

/** Chips that are measured when a training ends. */
const chipsAtTheEnd = 20;

const names: readonly NetworkName[] = ['robust', 'standard'];

type Chips = Pick<Settings, 'wafer' | 'chips'>;
type Losses = Readonly<Record<NetworkName, readonly number[][]>>;

/** The history of tried settings: a table with a row for each, which can be sorted and opened again. */
export class TrialHistory {
  readonly #state: PageState;
  readonly #open: (settings: Trial['settings']) => void;
  readonly #table = element('trials', HTMLTableElement);
  readonly #status = element('trials-status', HTMLElement);
  readonly #worker = pageWorker((answer) => this.#take(answer));
  #trials = keptTrials();
  /** What the worker measures. */
  #measured: { readonly run: TrainingRun; readonly chips: Chips; readonly losses: Losses } | undefined;

  /** @param open makes the settings of a trial those of the page. */
  constructor(state: PageState, open: (settings: Trial['settings']) => void) {
    this.#state = state;
    this.#open = open;
    for (const [column, button] of this.#headers.entries()) {
      button.addEventListener('click', () => {
        const sortedBy = column + 1;
        this.#state.set({ sortedBy: state.settings.sortedBy === sortedBy ? -sortedBy : sortedBy });
      });
    }
    state.onChange((changed) => {
      if (changed.includes('sortedBy')) this.#show();
    });
    element('clear-trials', HTMLButtonElement).addEventListener('click', () => this.#clear());
    this.#show();
  }

  /** Measures the networks of a training that has ended on a few chips, unless they were before. */
  addTrained(run: TrainingRun): void {
    if (this.#trials.some(({ settings }) => isSameTraining(settings, run.settings))) return;
    const chips = { wafer: this.#state.settings.wafer, chips: chipsAtTheEnd };
    this.#measured = { run, chips, losses: { robust: noLosses(), standard: noLosses() } };
    this.#worker.stop();
    this.#worker.send({ kind: 'measure', first: 0, ...networksOfRun(run), levels: trialLevels, ...chips });
  }

  /** Notes a whole measurement of a run's networks, where they are what its settings give. */
  addMeasured(run: TrainingRun, { wafer, chips }: Chips, measurements: readonly Measurement[]): void {
    if (!isComplete(run)) return;
    const meansOf = (name: NetworkName): number[] =>
      trialLevels.map((level) => {
        const found = measurements.find((each) => each.network === name && each.level === level);
        return statistics(found?.losses ?? []).mean;
      });
    this.#add({
      settings: { ...run.settings, wafer, chips },
      losses: { robust: meansOf('robust'), standard: meansOf('standard') },
    });
  }

  #take(answer: Answer): void {
    if (answer.kind === 'failed') {
      this.#worker.stop();
      this.#status.textContent = `The networks could not be measured for this list: ${answer.message}`;
    }
    if (answer.kind !== 'measured' || this.#measured === undefined) return;
    const { run, chips, losses } = this.#measured;
    for (const name of names) {
      for (const [level, fresh] of answer.losses[name].entries()) losses[name][level]?.push(...fresh);
    }
    if (answer.chips < answer.of) return;
    this.#worker.stop();
    const meansOf = (name: NetworkName): number[] => losses[name].map((each) => statistics(each).mean);
    this.#add({
      settings: { ...run.settings, ...chips },
      losses: { robust: meansOf('robust'), standard: meansOf('standard') },
    });
  }

  /** Other pages of this browser may have added to what is kept. */
  #add(trial: Trial): void {
    const kept = keptTrials();
    this.#keep(withTrial(kept.length > 0 ? kept : this.#trials, trial));
  }

  #clear(): void {
    const before = this.#trials;
    this.#keep([]);
    offer(this.#status, 'The list is empty now.', 'Bring it back', () => this.#keep(before));
  }

  #keep(trials: readonly Trial[]): void {
    this.#trials = trials;
    this.#status.textContent = keepTrials(trials)
      ? ''
      : 'This browser does not let the page keep this list: it is gone when you leave.';
    this.#show();
  }

  get #headers(): readonly HTMLButtonElement[] {
    return Array.from(this.#table.querySelectorAll<HTMLButtonElement>('thead button'));
  }

  #show(): void {
    const { sortedBy } = this.#state.settings;
    for (const [column, button] of this.#headers.entries()) {
      const head = button.closest('th');
      if (Math.abs(sortedBy) !== column + 1) head?.removeAttribute('aria-sort');
      else head?.setAttribute('aria-sort', sortedBy < 0 ? 'descending' : 'ascending');
    }
    this.#table.tBodies[0]?.replaceChildren(...this.#sorted.map((trial) => this.#row(trial)));
    element('trial-history', HTMLElement).hidden = this.#trials.length === 0;
  }

  get #sorted(): readonly Trial[] {
    const { sortedBy } = this.#state.settings;
    if (sortedBy === 0) return this.#trials;
    const [column, sign] = [Math.abs(sortedBy) - 1, Math.sign(sortedBy)];
    return [...this.#trials].sort((one, other) => sign * compare(cells(one)[column], cells(other)[column]));
  }

  #row(trial: Trial): HTMLTableRowElement {
    const row = document.createElement('tr');
    const [name = '', chips = '', ...losses] = cells(trial);
    const head = document.createElement('th');
    head.scope = 'row';
    head.append(this.#link(trial, `${name}`));
    row.append(head, ...[`${chips}`, ...losses.map((loss) => Number(loss).toFixed(4))].map(cell));
    return row;
  }

  /** A link to the page with the settings of a trial; followed here, it keeps the rest of the page as it is. */
  #link({ settings }: Trial, name: string): HTMLAnchorElement {
    const link = document.createElement('a');
    link.textContent = name;
    link.href = `${location.pathname}${location.search}${writeHash({ settings: { ...defaultSettings, ...settings }, hidden: this.#state.hidden })}`;
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.#open(settings);
      this.#status.textContent = `The page has these settings now: ${name}.`;
    });
    return link;
  }
}

const noLosses = (): number[][] => trialLevels.map(() => []);

/** What is in a row: name, chips, losses by level and network. */
const cells = (trial: Trial): readonly (string | number)[] => [
  trialName(trial),
  trial.settings.chips,
  ...trialLevels.flatMap((_, level) => names.map((name) => trial.losses[name][level] ?? 0)),
];

function compare(one: string | number = 0, other: string | number = 0): number {
  return typeof one === 'number' && typeof other === 'number'
    ? one - other
    : `${one}`.localeCompare(`${other}`, 'en', { numeric: true });
}

function cell(text: string): HTMLTableCellElement {
  const made = document.createElement('td');
  made.textContent = text;
  return made;
}
