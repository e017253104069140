/** How long a run goes on before it lets the host handle signals and events, in milliseconds. */
const SLICE = 30;

/** Measures how fast steps are made. */
export class TrainingClock {
  readonly #steps: number;
  readonly #start = performance.now();
  #firstStepEnd = this.#start;
  #now = this.#start;
  #made = 0;
  #lastReport = this.#start;
  #sliceStart = this.#start;

  constructor(steps: number) {
    this.#steps = steps;
  }

  tick(made: number): void {
    this.#now = performance.now();
    this.#made = made;
    if (made === 1) this.#firstStepEnd = this.#now;
  }

  /** Whether an interval has gone by since this last said so. */
  every(milliseconds: number): boolean {
    if (this.#now - this.#lastReport < milliseconds) return false;
    this.#lastReport = this.#now;
    return true;
  }

  sliceIsOver(): boolean {
    if (this.#now - this.#sliceStart < SLICE) return false;
    this.#sliceStart = this.#now;
    return true;
  }

  get seconds(): number {
    return (this.#now - this.#start) / 1000;
  }

  get rate(): { stepsPerSecond: number; secondsLeft: number } {
    const compiled = this.#made > 1;
    const seconds = (this.#now - (compiled ? this.#firstStepEnd : this.#start)) / 1000;
    const stepsPerSecond = seconds > 0 ? (this.#made - (compiled ? 1 : 0)) / seconds : 0;
    const left = this.#steps - this.#made;
    return { stepsPerSecond, secondsLeft: stepsPerSecond === 0 ? 0 : left / stepsPerSecond };
  }
}
