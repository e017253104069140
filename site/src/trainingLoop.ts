import type { NetworkName } from 'limpet/evaluate';
import { startTraining, type Training, type TrainingPoint } from './experiment.ts';
import type { Answer } from './protocol.ts';
import type { Settings } from './settings.ts';

/** How long steps are made before messages are read, in milliseconds. */
const slice = 30;
/** How often the page hears of it, in milliseconds. */
const reportInterval = 200;

/** A rate is measured over this much work at least, in milliseconds, or over a whole training. */
const shortestMeasurement = 500;

/** Runs, pauses and steps a training in a worker. The first use compiles it. */
export class TrainingLoop {
  readonly #network: NetworkName;
  readonly #settings: Settings;
  readonly #from: TrainingPoint | undefined;
  readonly #send: (answer: Answer) => void;
  readonly #fail: (error: unknown) => void;
  #training: Training | undefined;
  #fresh: number[] = [];
  #running = false;
  /** Steps and milliseconds of this run, without the first slice, in which the engine warms up. */
  #counted = { steps: 0, milliseconds: 0 };
  #lastReport = 0;

  constructor(
    network: NetworkName,
    settings: Settings,
    from: TrainingPoint | undefined,
    send: (answer: Answer) => void,
    fail: (error: unknown) => void,
  ) {
    this.#network = network;
    this.#settings = settings;
    this.#from = from;
    this.#send = send;
    this.#fail = fail;
  }

  run(): void {
    if (this.#running) return;
    this.#running = true;
    this.#counted = { steps: 0, milliseconds: 0 };
    this.#goOn(false);
  }

  pause(): void {
    if (!this.#running) return;
    this.#running = false;
    this.#report();
  }

  step(): void {
    this.#running = false;
    this.#attempt(() => {
      this.#makeStep();
      this.#report();
    });
  }

  #goOn(warm: boolean): void {
    if (!this.#running) return;
    this.#attempt(() => {
      const start = performance.now();
      const { made: before, steps } = this.#begun;
      let now = start;
      while (now - start < slice && this.#begun.made < steps) {
        this.#makeStep();
        now = performance.now();
      }
      if (warm) {
        this.#counted.steps += this.#begun.made - before;
        this.#counted.milliseconds += now - start;
      }
      if (this.#begun.made >= steps) this.#running = false;
      if (!this.#running || now - this.#lastReport > reportInterval) this.#report();
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        this.#goOn(true);
      };
      port2.postMessage(null);
    });
  }

  get #begun(): Training {
    this.#training ??= startTraining(this.#network, this.#settings, this.#from);
    return this.#training;
  }

  #makeStep(): void {
    if (this.#begun.made < this.#begun.steps) this.#fresh.push(this.#begun.step());
  }

  #attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#running = false;
      if (this.#training !== undefined && this.#training.made > 0) this.#report();
      this.#fail(error);
    }
  }

  #report(): void {
    this.#lastReport = performance.now();
    const { steps, milliseconds } = this.#counted;
    const isMeasured = milliseconds >= shortestMeasurement || this.#begun.made >= this.#begun.steps;
    this.#send({
      kind: 'training',
      network: this.#network,
      steps: this.#begun.steps,
      losses: Float32Array.from(this.#fresh),
      stepsPerSecond: isMeasured && milliseconds > 0 ? (1000 * steps) / milliseconds : 0,
      running: this.#running,
      ...this.#begun.read(),
    });
    this.#fresh = [];
  }
}
