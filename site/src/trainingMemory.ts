import { element, offer } from './element.ts';
import { deviceMemory, megabytes, memoryNeeded, shortageOf } from './memoryNeeded.ts';
import type { PageState } from './pageState.ts';
import { taskSettings } from './settings.ts';

/** What is offered where the browser did not give memory. */
const fewestInputs = taskSettings.find(({ name }) => name === 'inputs')?.low ?? 0;

/** Says what memory a training takes, and offers a smaller one where there is less. */
export class TrainingMemory {
  readonly #state: PageState;
  readonly #status: HTMLElement;
  /** Of what the reader was warned, and may run all the same. */
  #warned = '';

  /** @param status where refusals and offers are said. */
  constructor(state: PageState, status: HTMLElement) {
    this.#state = state;
    this.#status = status;
  }

  /** What a training takes, beside its settings. */
  show(): void {
    element('memory-needed', HTMLElement).textContent =
      `Both trainings take about ${this.#needed} of memory.`;
  }

  /** Whether a training may begin. Where it takes more than there is, this is said: once where it may work all the same. */
  allows(): boolean {
    const { inputs, epochs } = this.#state.settings;
    const device = deviceMemory();
    const shortage = shortageOf({ inputs, epochs }, device);
    const training = `${inputs} ${epochs}`;
    if (shortage === undefined || (!shortage.isCertain && this.#warned === training)) return true;
    this.#warned = training;
    const lacking = shortage.isCertain
      ? `Networks of ${inputs} inputs take more memory than WebAssembly can address.`
      : `Training networks of ${inputs} inputs takes about ${this.#needed} of memory, and this device has ${megabytes(device ?? 0)} for everything. Press again to try it all the same.`;
    this.#offer(lacking, shortage.inputs);
    return false;
  }

  /** For where the browser did not give the memory. */
  offerSmaller(): void {
    const { inputs } = this.#state.settings;
    const message =
      `This browser did not give the memory that training networks of ${inputs} inputs needs, about ` +
      `${this.#needed}: close other pages and press Run, or train smaller ones.`;
    this.#offer(message, inputs === fewestInputs ? undefined : fewestInputs);
  }

  get #needed(): string {
    return megabytes(memoryNeeded(this.#state.settings));
  }

  /** @param inputs those that fit. */
  #offer(message: string, inputs: number | undefined): void {
    if (inputs === undefined) this.#status.textContent = message;
    else offer(this.#status, message, `Take ${inputs} inputs`, () => this.#state.set({ inputs }));
  }
}
