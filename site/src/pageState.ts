import { readHash, type SettingName, type Settings, writeHash } from './settings.ts';

/** Milliseconds between two changes of the address: a slider that is dragged makes more of them than browsers allow (Safari: 100 in 30 s). */
const addressInterval = 350;

type Listener = (changed: readonly SettingName[]) => void;

/** The settings of the page, kept in step with its address. */
export class PageState {
  #settings: Settings;
  readonly hidden: readonly string[];
  readonly notices: readonly string[];
  readonly #listeners: Listener[] = [];
  #addressAt = Number.NEGATIVE_INFINITY;
  #addressTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(hash: string) {
    const { settings, hidden, notices } = readHash(hash);
    this.#settings = settings;
    this.hidden = hidden;
    this.notices = notices;
  }

  get settings(): Settings {
    return this.#settings;
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
    return `${location.pathname}${location.search}${writeHash(this.#settings, this.hidden)}`;
  }
}
