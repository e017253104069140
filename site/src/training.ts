import type { NetworkName } from 'limpet/evaluate';
import { CheckpointKeeper } from './checkpointKeeper.ts';
import type { Checkpoint, Progress } from './checkpointStore.ts';
import { addControls } from './controls.ts';
import { element, offer } from './element.ts';
import { LossPlot } from './lossPlot.ts';
import { LossRecord } from './lossRecord.ts';
import type { PageState } from './pageState.ts';
import { addPresets } from './presets.ts';
import { isDone, placeOf, runOf, showProgress } from './progress.ts';
import type { Answer } from './protocol.ts';
import { type SettingName, trainingSettings } from './settings.ts';
import { SilenceWatch } from './silenceWatch.ts';
import { stepsPerEpoch } from './taskSize.ts';
import { TrainingMemory } from './trainingMemory.ts';
import { type TrainingRun, type TrainingSettings, trainingNames, trainingSettingsOf } from './trainingRun.ts';
import { lossesSentence } from './verdicts.ts';
import { type PageWorker, pageWorker } from './workers.ts';

const names: readonly NetworkName[] = ['robust', 'standard'];

const nameOf = (settings: TrainingSettings): string => JSON.stringify(trainingSettingsOf(settings));

const isTrainingName = (name: SettingName): boolean => trainingNames.some((each) => each === name);

/** Who hears of a training. */
export interface TrainingListeners {
  /** Both networks as they are now. */
  onWeights(run: TrainingRun): void;
  /** A training made here is complete. */
  onDone(run: TrainingRun): void;
  /** It is known which trainings this browser has kept. */
  onLooked(): void;
  /** The reader wants to see these networks in all chapters. */
  onChosen(run: TrainingRun): void;
  /** Whether all chapters show the networks of the training with these settings. */
  areShown(settings: TrainingSettings): boolean;
}

/** The training chapter: both networks side by side, each in a worker of its own. */
export class TrainingChapter {
  readonly #state: PageState;
  readonly #listeners: TrainingListeners;
  readonly #workers: Readonly<Record<NetworkName, PageWorker>>;
  readonly #watches: Readonly<Record<NetworkName, SilenceWatch>>;
  readonly #plot: LossPlot;
  readonly #status = element('training-status', HTMLElement);
  readonly #kept = element('kept-training', HTMLElement);
  readonly #runButton = element('run', HTMLButtonElement);
  readonly #keeper: CheckpointKeeper;
  readonly #memory: TrainingMemory;
  #progress: Partial<Record<NetworkName, Progress>> = {};
  #record = new LossRecord();
  #running = false;
  /** Set while the page says that a worker is silent. */
  #isSilent = false;
  /** Set while the page is hidden and the training waits for it. */
  #waiting = false;
  /** What is said of a training that is complete, while it is. */
  #done: string | undefined;
  #hasLooked = false;
  /** Whose workers hold the training as it is shown. */
  readonly #ready = new Set<NetworkName>();

  constructor(state: PageState, listeners: TrainingListeners) {
    this.#state = state;
    this.#listeners = listeners;
    addControls(element('training-settings', HTMLElement), trainingSettings, state);
    addPresets(state);
    this.#plot = new LossPlot(element('loss-plot', HTMLElement), () => this.#state.settings.epochs);
    const worker = (network: NetworkName) => pageWorker((answer) => this.#take(network, answer));
    this.#workers = { robust: worker('robust'), standard: worker('standard') };
    const watch = (network: NetworkName) =>
      new SilenceWatch(() => {
        this.#isSilent = true;
        this.#offerToGoOn(network, 'has been silent for 10 seconds.');
      });
    this.#watches = { robust: watch('robust'), standard: watch('standard') };
    this.#memory = new TrainingMemory(state, this.#status);
    this.#connect();
    this.#memory.show();
    this.#showLosses();
    this.reset('Press Run. How long it takes is known after half a second of it, and the page stays usable.');
    this.#keeper = new CheckpointKeeper((trouble) => {
      this.#kept.textContent = trouble;
    });
    this.#lookForKept();
  }

  /** Back to the first weights, with the settings as they are. */
  reset(message: string): void {
    for (const name of names) this.#stopWorker(name);
    this.#progress = {};
    this.#done = undefined;
    this.#setRunning(false);
    this.#plot.clear();
    this.#record = new LossRecord();
    for (const name of names) this.#showProgress(name);
    this.#status.textContent = message;
  }

  /** Shows a run made elsewhere, paused where it was, where it is known how it goes on. */
  open(run: TrainingRun): void {
    const { settings, networks, losses, states } = run;
    this.#state.set(settings);
    if (losses === undefined || states === undefined) {
      this.reset(
        'The networks of the file are shown. It does not hold where their training would go on, so Run starts anew.',
      );
      this.#listeners.onWeights(run);
      return;
    }
    const steps = settings.epochs * stepsPerEpoch;
    const progressOf = (network: NetworkName): Progress => ({
      kind: 'training',
      network,
      step: losses[network].length,
      steps,
      state: states[network],
      weights: networks[network],
      losses: new Float32Array(),
      stepsPerSecond: 0,
      running: false,
    });
    const progress = { robust: progressOf('robust'), standard: progressOf('standard') };
    this.#restore({ name: nameOf(this.#state.settings), settings, networks: progress, losses });
    this.#keep();
  }

  /** Whether it is known which trainings this browser has kept. */
  get hasLooked(): boolean {
    return this.#hasLooked;
  }

  /** Says whether a complete training is what the chapters show. */
  sayShown(): void {
    if (this.#done !== undefined) this.#sayDone(this.#done);
  }

  /** Shows the training with the settings of the page where this browser has kept it. */
  async showKept(): Promise<void> {
    const { settings } = this.#state;
    const found = await this.#keeper.find(nameOf(settings));
    if (found !== undefined && settings === this.#state.settings) this.#restore(found);
  }

  async #lookForKept(): Promise<void> {
    const [name, own] = [nameOf(this.#state.settings), nameOf(this.#state.own)];
    const found = await this.#keeper.open(name);
    const ofLink = own === name ? undefined : await this.#keeper.find(own);
    const run = ofLink && runOf(ofLink);
    if (run !== undefined) this.#listeners.onWeights(run);
    if (found !== undefined) this.#showFound(found, own);
    this.#hasLooked = true;
    this.#listeners.onLooked();
  }

  /** @param own the name of the training whose networks the page's link shows. */
  #showFound(found: Checkpoint, own: string): void {
    if (found.name === nameOf(this.#state.settings)) {
      const wasRunning = this.#running;
      this.#restore(found, own === found.name);
      if (wasRunning) this.run();
      return;
    }
    const message = `This browser keeps a training with other settings, ${placeOf(found)}.`;
    offer(this.#kept, message, 'Open it', () => {
      this.#state.set(found.settings);
      this.#restore(found);
      this.#runButton.focus();
    });
  }

  /** Shows a training of before, paused where it was. */
  #restore(checkpoint: Checkpoint, isShown = true): void {
    this.reset('');
    this.#progress = Object.fromEntries(
      Object.entries(checkpoint.networks).map(([name, progress]) => [name, { ...progress, running: false }]),
    );
    for (const name of names) {
      this.#addLosses(name, checkpoint.losses[name]);
      this.#showProgress(name);
    }
    if (isShown) this.#showWeights();
    if (this.#isDone) this.#sayDone('This training is complete.');
    else offer(this.#status, `This training is paused, ${placeOf(checkpoint)}.`, 'Go on', () => this.run());
  }

  #connect(): void {
    this.#runButton.addEventListener('click', () => (this.#running ? this.#pause() : this.run()));
    element('step', HTMLButtonElement).addEventListener('click', () => {
      if (!this.#memory.allows()) return;
      this.#prepare();
      this.#setRunning(false);
      for (const name of names) this.#workers[name].send({ kind: 'step' });
    });
    element('reset', HTMLButtonElement).addEventListener('click', () => {
      this.reset('Back at the first weights.');
      this.#keeper.forget(nameOf(this.#state.settings));
    });
    this.#state.onChange((changed) => {
      if (!changed.some((name) => isTrainingName(name))) return;
      this.#memory.show();
      this.#showLosses();
      const begun = Object.keys(this.#progress).length > 0;
      this.reset(begun ? 'The settings have changed, so training starts anew: press Run.' : 'Press Run.');
    });
    document.addEventListener('visibilitychange', () => this.#followVisibility());
  }

  #followVisibility(): void {
    if (document.hidden && this.#running) {
      this.#waiting = true;
      this.#pause();
    } else if (!document.hidden && this.#waiting) {
      this.run();
    }
  }

  #prepare(): void {
    const { settings } = this.#state;
    for (const network of names) {
      if (this.#ready.has(network)) continue;
      this.#ready.add(network);
      const from = this.#progress[network];
      this.#workers[network].send({
        kind: 'reset',
        network,
        settings,
        ...(from && { from: { step: from.step, state: from.state } }),
      });
    }
  }

  /** Trains on from where both networks are; those that are complete are trained anew. @returns whether it does: memory may be short. */
  run(): boolean {
    if (!this.#memory.allows()) return false;
    if (this.#isDone) this.reset('');
    this.#waiting = false;
    this.#prepare();
    this.#setRunning(true);
    this.#status.textContent = 'Training ...';
    for (const name of names) {
      if (isDone(this.#progress[name])) continue;
      this.#workers[name].send({ kind: 'run' });
      this.#watches[name].listen();
    }
    return true;
  }

  #pause(): void {
    this.#setRunning(false);
    this.#status.textContent = 'Paused.';
    for (const name of this.#ready) this.#workers[name].send({ kind: 'pause' });
    for (const name of names) this.#watches[name].stop();
  }

  #setRunning(running: boolean): void {
    this.#running = running;
    this.#runButton.textContent = running ? 'Pause' : 'Run';
  }

  #take(network: NetworkName, answer: Answer): void {
    if (answer.kind === 'failed') this.#fail(network, answer);
    if (answer.kind !== 'training') return;
    this.#hear(network, answer);
    this.#progress = { ...this.#progress, [network]: answer };
    this.#addLosses(network, answer.losses);
    this.#showProgress(network);
    this.#showWeights();
    this.#keep();
    if (this.#isDone) {
      this.#setRunning(false);
      this.#sayDone('Done.');
      if (this.#now !== undefined) this.#listeners.onDone(this.#now);
    }
  }

  #sayDone(message: string): void {
    this.#done = message;
    const run = this.#now;
    if (this.#listeners.areShown(this.#state.settings)) {
      this.#status.textContent = `${message} All chapters show these networks now, and chapter 6 measures them.`;
    } else if (run !== undefined) {
      offer(this.#status, `${message} The page still shows other networks.`, 'Show these', () => {
        this.#listeners.onChosen(run);
        this.#runButton.focus();
      });
    }
  }

  #addLosses(network: NetworkName, losses: Float32Array): void {
    this.#record.add(network, losses);
    this.#plot.add(network, losses);
  }

  #keep(): void {
    const { settings } = this.#state;
    const { robust, standard } = this.#record.losses;
    this.#keeper.keep({
      name: nameOf(settings),
      settings: trainingSettingsOf(settings),
      networks: this.#progress,
      losses: { robust: robust.slice(), standard: standard.slice() },
    });
  }

  #hear(network: NetworkName, { running }: Progress): void {
    if (running) this.#watches[network].listen();
    else this.#watches[network].stop();
    if (this.#isSilent) this.#status.textContent = 'Training ...';
    this.#isSilent = false;
  }

  #fail(network: NetworkName, { message, canGoOn, outOfMemory }: Extract<Answer, { kind: 'failed' }>): void {
    this.#pause();
    if (outOfMemory) {
      for (const name of names) this.#stopWorker(name);
      this.#memory.offerSmaller();
      return;
    }
    if (canGoOn) {
      this.#offerToGoOn(network, `has stopped: ${message.replace(/\.?$/, '.')}`);
      return;
    }
    this.#status.textContent = `The ${network} network: ${message}`;
    this.#keeper.forget(nameOf(this.#state.settings));
  }

  /** For where the worker of a network is lost; new ones go on from what was sent last. */
  #offerToGoOn(network: NetworkName, what: string): void {
    const step = this.#progress[network]?.step ?? 0;
    const message = `The ${network} network’s part of this page ${what} Its training is safe up to step ${step}.`;
    offer(this.#status, message, 'Go on', () => {
      this.#isSilent = false;
      for (const name of names) this.#stopWorker(name);
      this.run();
    });
  }

  #showLosses(): void {
    element('losses-meaning', HTMLElement).textContent = lossesSentence(this.#state.settings);
  }

  #stopWorker(network: NetworkName): void {
    this.#workers[network].stop();
    this.#watches[network].stop();
    this.#ready.delete(network);
  }

  get #isDone(): boolean {
    return names.every((name) => isDone(this.#progress[name]));
  }

  /** The training as it is, where both networks have begun. */
  get #now(): TrainingRun | undefined {
    const settings = trainingSettingsOf(this.#state.settings);
    return runOf({ settings, networks: this.#progress, losses: this.#record.losses });
  }

  #showWeights(): void {
    if (this.#now !== undefined) this.#listeners.onWeights(this.#now);
  }

  #showProgress(network: NetworkName): void {
    const steps = this.#state.settings.epochs * stepsPerEpoch;
    showProgress(network, this.#progress[network], steps, this.#plot.recentLoss(network));
  }
}
