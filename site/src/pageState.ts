import { readHash, writeHash } from './link.ts';
import type { Choice, SettingName, Settings } from './settings.ts';
import { isSameTraining, type TrainingSettings, trainingSettingsOf } from './trainingRun.ts';

/** Milliseconds between two changes of the address: a slider that is dragged makes more of them than browsers allow (Safari: 100 in 30 s). */
const addressInterval = 350;

type Listener = (changed: readonly SettingName[]) => void;

/** The settings of the page, kept in step with its address. */
export class PageState {
  #settings: Settings;
  #own: TrainingSettings | undefined;
  #unfolded: readonly string[];
  readonly hidden: readonly string[];
  readonly notices: readonly string[];
  readonly #listeners: Listener[] = [];
  #addressAt = Number.NEGATIVE_INFINITY;
  #addressTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(hash: string) {
    const { settings, own, hidden, unfolded, notices } = readHash(hash);
    this.#settings = settings;
    if (Object.keys(own).length > 0) this.#own = { ...trainingSettingsOf(settings), ...own };
    this.hidden = hidden;
    this.#unfolded = unfolded;
    this.notices = notices;
  }

  get settings(): Settings {
    return this.#settings;
  }

  /** What the reader's own networks are trained with: those that there are, else those that the link asks for. */
  get own(): TrainingSettings {
    return this.#own ?? trainingSettingsOf(this.#settings);
  }

  /** Whether a choice is at a value, by its name. */
  has(choice: Choice, name: string): boolean {
    return choice.names[this.#settings[choice.name]] === name;
  }

  /** Calls a listener after each change with the names of what changed. */
  onChange(listener: Listener): void {
    this.#listeners.push(listener);
  }

  set(values: Partial<Settings>): void {
    const next = { ...this.#settings, ...values };
    const changed = (Object.keys(next) as SettingName[]).filter(
      (name) => next[name] !== this.#settings[name],
    );
    if (changed.length === 0) return;
    this.#settings = next;
    for (const listener of this.#listeners) listener(changed);
    this.#changeAddress();
  }

  choose(choice: Choice, name: string): void {
    this.set({ [choice.name]: choice.names.indexOf(name) });
  }

  /** Notes what the reader's own networks are trained with, from now on whatever the page is set to. */
  noteOwn(settings: TrainingSettings): void {
    if (this.#own !== undefined && isSameTraining(this.#own, settings)) return;
    this.#own = settings;
    this.#changeAddress();
  }

  /** The names of what is unfolded. */
  get unfolded(): readonly string[] {
    return this.#unfolded;
  }

  noteUnfolded(names: readonly string[]): void {
    if (`${names}` === `${this.#unfolded}`) return;
    this.#unfolded = names;
    this.#changeAddress();
  }

  #changeAddress(): void {
    const wait = this.#addressAt + addressInterval - performance.now();
    if (wait <= 0) this.#noteAddress();
    else this.#addressTimer ??= setTimeout(() => this.#noteAddress(), wait);
  }

  #noteAddress(): void {
    clearTimeout(this.#addressTimer);
    this.#addressTimer = undefined;
    this.#addressAt = performance.now();
    history.replaceState(null, '', this.address);
  }

  /** The address of the page as it is. */
  get address(): string {
    return `${location.pathname}${location.search}${writeHash(this)}`;
  }
}
