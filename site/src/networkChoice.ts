import { element } from './element.ts';
import type { PageState } from './pageState.ts';
import { choices } from './settings.ts';

/** The controls that choose the networks, in the chapters that make most of it; all say which are shown. */
export class NetworkChoice {
  readonly #controls = ['shown', 'shown-measured'].map((id) => element(id, HTMLSelectElement));
  readonly #state: PageState;
  readonly #onChange: () => void;
  #hasOwn = false;

  /** @param onChange hears that other networks are to be shown. */
  constructor(state: PageState, onChange: () => void) {
    this.#state = state;
    this.#onChange = onChange;
    for (const control of this.#controls)
      control.addEventListener('change', () => state.choose(choices.networks, control.value));
    state.onChange((changed) => {
      if (changed.includes('networks')) this.#follow();
    });
    this.#mark();
  }

  /** Whether the reader's own networks are shown, in place of those trained in advance. */
  get isOwn(): boolean {
    return this.#hasOwn && this.#isOwnChosen;
  }

  /** Whether the reader's own networks are chosen and there are none, as with a link from elsewhere. */
  get isOwnMissing(): boolean {
    return !this.#hasOwn && this.#isOwnChosen;
  }

  chooseOwn(): void {
    this.#state.choose(choices.networks, 'own');
  }

  /** Called once the reader has networks to choose. */
  allowOwn(): void {
    if (this.#hasOwn) return;
    this.#hasOwn = true;
    this.#mark();
  }

  get #isOwnChosen(): boolean {
    return this.#state.has(choices.networks, 'own');
  }

  #follow(): void {
    this.#mark();
    this.#onChange();
  }

  #mark(): void {
    for (const control of this.#controls) {
      for (const option of control.options) option.disabled = option.value === 'own' && !this.#hasOwn;
      control.value = this.isOwn ? 'own' : 'pretrained';
    }
  }
}
