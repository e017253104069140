import { readHash, type SettingName, type Settings, writeHash } from './settings.ts';

type Listener = (changed: readonly SettingName[]) => void;

/** The settings of the page, kept in step with its address. */
export class PageState {
  #settings: Settings;
  readonly hidden: readonly string[];
  readonly notices: readonly string[];
  readonly #listeners: Listener[] = [];

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
    history.replaceState(null, '', this.address);
    for (const listener of this.#listeners) listener(changed);
  }

  /** The address of the page as it is. */
  get address(): string {
    return `${location.pathname}${location.search}${writeHash(this.#settings, this.hidden)}`;
  }
}
