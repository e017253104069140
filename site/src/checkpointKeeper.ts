import type { Checkpoint, CheckpointStore } from './checkpointStore.ts';

/** How often a training is written down, in milliseconds. */
const interval = 1000;

/** Keeps the newest checkpoint of the training under way in this browser, where it lets the page do so. */
export class CheckpointKeeper {
  readonly #onTrouble: (message: string) => void;
  #store: CheckpointStore | undefined;
  #newest: Checkpoint | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onTrouble hears once, in a sentence, that nothing can be kept. */
  constructor(onTrouble: (message: string) => void) {
    this.#onTrouble = onTrouble;
    window.addEventListener('pagehide', () => this.#write());
  }

  /** The checkpoint of this name, else the newest. Nothing is kept before it is known what there is. */
  async open(name: string): Promise<Checkpoint | undefined> {
    try {
      const { openCheckpoints } = await import('./checkpointStore.ts');
      const store = await openCheckpoints();
      const found = await store.find(name);
      this.#store = store;
      return found;
    } catch (error) {
      this.#giveUp(error);
      return undefined;
    }
  }

  /** The checkpoint of this name, where it is kept. */
  async find(name: string): Promise<Checkpoint | undefined> {
    const found = await this.#store?.find(name).catch((error: unknown) => this.#giveUp(error));
    return found?.name === name ? found : undefined;
  }

  keep(checkpoint: Checkpoint): void {
    this.#newest = checkpoint;
    this.#timer ??= setTimeout(() => this.#write(), interval);
  }

  forget(name: string): void {
    this.#newest = undefined;
    this.#store?.forget(name).catch((error: unknown) => this.#giveUp(error));
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#newest === undefined) return;
    this.#store?.put(this.#newest).catch((error: unknown) => this.#giveUp(error));
    this.#newest = undefined;
  }

  #giveUp(error: unknown): undefined {
    this.#store = undefined;
    const isFull = error instanceof DOMException && error.name === 'QuotaExceededError';
    const reason = isFull ? 'its storage is full' : 'it does not let this page store anything';
    this.#onTrouble(
      `This browser cannot keep a training for later: ${reason}. All else works, but do not leave the page while a training matters to you.`,
    );
  }
}
