import { element } from './element.ts';

/** Which networks all chapters show: those trained in advance or the reader's own. */
export type ChosenNetworks = 'pretrained' | 'own';

/** The controls that choose the networks, in the chapters that make most of it; all say the same. */
export class NetworkChoice {
  readonly #controls = ['shown', 'shown-measured'].map((id) => element(id, HTMLSelectElement));
  readonly #onChange: () => void;
  #value: ChosenNetworks = 'pretrained';

  constructor(onChange: () => void) {
    this.#onChange = onChange;
    for (const control of this.#controls)
      control.addEventListener('change', () => this.choose(control.value === 'own' ? 'own' : 'pretrained'));
  }

  get value(): ChosenNetworks {
    return this.#value;
  }

  choose(value: ChosenNetworks): void {
    this.#value = value;
    for (const control of this.#controls) control.value = value;
    this.#onChange();
  }

  /** Called once the reader has networks to choose. */
  allowOwn(): void {
    for (const { options } of this.#controls) for (const option of options) option.disabled = false;
  }
}
