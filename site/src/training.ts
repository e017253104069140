import type { NetworkName } from 'limpet/evaluate';
import { addControls } from './controls.ts';
import { element, within } from './element.ts';
import { stepsPerEpoch, type Weights } from './experiment.ts';
import { LossPlot } from './lossPlot.ts';
import type { PageState } from './pageState.ts';
import type { TrainedNetworks } from './pretrained.ts';
import type { Answer } from './protocol.ts';
import {
  defaultSettings,
  type SettingName,
  type Settings,
  taskSettings,
  trainingSettings,
} from './settings.ts';
import { type PageWorker, pageWorker } from './workers.ts';

type Progress = Extract<Answer, { kind: 'training' }>;

const names: readonly NetworkName[] = ['robust', 'standard'];
/** What a training depends on. */
const trainingNames: readonly SettingName[] = [...trainingSettings, ...taskSettings].map(({ name }) => name);

/** The settings of the tutorial itself; all others are its own already. */
const tutorial: Partial<Settings> = {
  ...Object.fromEntries(trainingNames.map((name) => [name, defaultSettings[name]])),
  inputs: 2000,
  epochs: 300,
  learningRate: 0.0001,
};

/** The training chapter: both networks side by side, each in a worker of its own. */
export class TrainingChapter {
  readonly #state: PageState;
  readonly #onWeights: (networks: TrainedNetworks) => void;
  readonly #workers: Readonly<Record<NetworkName, PageWorker>>;
  readonly #plot: LossPlot;
  readonly #status = element('training-status', HTMLElement);
  readonly #runButton = element('run', HTMLButtonElement);
  #weights: Partial<Record<NetworkName, Weights>> = {};
  #progress: Partial<Record<NetworkName, Progress>> = {};
  #running = false;
  /** Set while the page is hidden and the training waits for it. */
  #waiting = false;
  #fresh = true;

  constructor(state: PageState, onWeights: (networks: TrainedNetworks) => void) {
    this.#state = state;
    this.#onWeights = onWeights;
    addControls(element('training-settings', HTMLElement), trainingSettings, state);
    this.#plot = new LossPlot(element('loss-plot', HTMLElement), () => this.#state.settings.epochs);
    const worker = (network: NetworkName) => pageWorker((answer) => this.#take(network, answer));
    this.#workers = { robust: worker('robust'), standard: worker('standard') };
    this.#connect();
    this.reset('Press Run. It takes some seconds, and the page stays usable.');
  }

  /** Back to the first weights, with the settings as they are. */
  reset(message: string): void {
    for (const name of names) this.#workers[name].stop();
    this.#weights = {};
    this.#progress = {};
    this.#fresh = true;
    this.#setRunning(false);
    this.#plot.clear();
    for (const name of names) this.#showProgress(name);
    this.#status.textContent = message;
  }

  #connect(): void {
    this.#runButton.addEventListener('click', () => (this.#running ? this.#pause() : this.#run()));
    element('step', HTMLButtonElement).addEventListener('click', () => {
      this.#prepare();
      this.#setRunning(false);
      for (const name of names) this.#workers[name].send({ kind: 'step' });
    });
    element('reset', HTMLButtonElement).addEventListener('click', () =>
      this.reset('Back at the first weights.'),
    );
    element('tutorial-size', HTMLButtonElement).addEventListener('click', () => this.#state.set(tutorial));
    this.#state.onChange((changed) => {
      if (!changed.some((name) => trainingNames.includes(name))) return;
      const begun = !this.#fresh;
      this.reset(begun ? 'The settings have changed, so training starts anew: press Run.' : 'Press Run.');
    });
    document.addEventListener('visibilitychange', () => this.#followVisibility());
  }

  #followVisibility(): void {
    if (document.hidden && this.#running) {
      this.#waiting = true;
      this.#pause();
    } else if (!document.hidden && this.#waiting) {
      this.#run();
    }
  }

  #prepare(): void {
    if (!this.#fresh) return;
    this.#fresh = false;
    const { settings } = this.#state;
    for (const network of names) this.#workers[network].send({ kind: 'reset', network, settings });
  }

  #run(): void {
    if (names.every((name) => isDone(this.#progress[name]))) this.reset('');
    this.#waiting = false;
    this.#prepare();
    this.#setRunning(true);
    this.#status.textContent = 'Training ...';
    for (const name of names) if (!isDone(this.#progress[name])) this.#workers[name].send({ kind: 'run' });
  }

  #pause(): void {
    this.#setRunning(false);
    this.#status.textContent = 'Paused.';
    for (const name of names) this.#workers[name].send({ kind: 'pause' });
  }

  #setRunning(running: boolean): void {
    this.#running = running;
    this.#runButton.textContent = running ? 'Pause' : 'Run';
  }

  #take(network: NetworkName, answer: Answer): void {
    if (answer.kind === 'failed') {
      this.#pause();
      this.#status.textContent = `The ${network} network: ${answer.message}`;
    }
    if (answer.kind !== 'training') return;
    this.#progress = { ...this.#progress, [network]: answer };
    this.#weights = { ...this.#weights, [network]: answer.weights };
    this.#plot.add(network, answer.losses);
    this.#showProgress(network);
    const { robust, standard } = this.#weights;
    if (robust && standard) {
      const { inputs, seed } = this.#state.settings;
      this.#onWeights({ networks: { robust, standard }, task: { inputs, seed } });
    }
    if (names.every((name) => isDone(this.#progress[name]))) {
      this.#setRunning(false);
      this.#status.textContent =
        'Done. The first figure can show these networks now, and chapter 6 measures them.';
    }
  }

  #showProgress(network: NetworkName): void {
    const row = element(`${network}-progress`, HTMLElement);
    const cell = (name: string, text: string): void => {
      within(row, `.${name}`).textContent = text;
    };
    const progress = this.#progress[network];
    const steps = this.#state.settings.epochs * stepsPerEpoch;
    cell('step', `${progress?.step ?? 0} / ${steps}`);
    cell('loss', this.#plot.recentLoss(network)?.toPrecision(3) ?? '–');
    cell('rate', progress && progress.stepsPerSecond > 0 ? `${Math.round(progress.stepsPerSecond)}` : '–');
    cell('left', progress === undefined ? '–' : timeLeft(progress));
  }
}

const isDone = (progress: Progress | undefined): boolean =>
  progress !== undefined && progress.step >= progress.steps;

function timeLeft({ step, steps, stepsPerSecond, running }: Progress): string {
  if (step >= steps) return 'done';
  if (!running) return 'paused';
  if (stepsPerSecond === 0) return 'measuring';
  const seconds = Math.ceil((steps - step) / stepsPerSecond);
  return seconds < 100 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
