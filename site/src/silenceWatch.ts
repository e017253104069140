/** How long a worker at work may be silent, in milliseconds: compiling takes some seconds on slow machines. */
const longestSilence = 10_000;

/** Notices when nothing is heard of some work for long. */
export class SilenceWatch {
  readonly #onSilence: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(onSilence: () => void) {
    this.#onSilence = onSilence;
  }

  /** Work begins, or something is heard of it. */
  listen(): void {
    this.stop();
    this.#timer = setTimeout(this.#onSilence, longestSilence);
  }

  /** Nothing more is expected. */
  stop(): void {
    clearTimeout(this.#timer);
  }
}
