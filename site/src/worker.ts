import { LimpetError } from 'limpet';
import {
  computeFingerprint,
  type NetworkName,
  publishedFingerprint,
  type TutorialParameters,
} from 'limpet/evaluate';
import { answerAttack } from './attackAnswers.ts';
import { type AttackLab, attackLabFor } from './attackLab.ts';
import {
  type Chip,
  DivergedError,
  drawTask,
  type Fab,
  fabFor,
  parametersOf,
  type Task,
} from './experiment.ts';
import { type MemoryFab, memoryFabFor } from './memoryFab.ts';
import type { Answer, Fan, Networks, Request } from './protocol.ts';
import { type RemadeChip, remadeChips } from './remadeChips.ts';
import { TrainingLoop } from './trainingLoop.ts';

/** The part of a worker's global object that is used here. */
interface WorkerScope {
  postMessage(message: Answer): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<Request>) => void): void;
}

declare const self: WorkerScope;

/** How long work goes on before messages are read, in milliseconds. */
const slice = 60;

const send = (answer: Answer): void => self.postMessage(answer);
const fail = (error: unknown): void =>
  send({
    kind: 'failed',
    message: error instanceof Error ? error.message : String(error),
    canGoOn: !(error instanceof DivergedError),
    outOfMemory: isOutOfMemory(error),
  });

/** Of a program's memory the engine says so; of arrays the browser does, in words of its own. */
const isOutOfMemory = (error: unknown): boolean =>
  (error instanceof LimpetError && error.code === 'memory') ||
  (error instanceof RangeError && /alloc|memory/i.test(error.message));

let fab: Fab | undefined;
let fabName = '';
let memoryFab: MemoryFab | undefined;
let shown: Readonly<Record<NetworkName, TutorialParameters>> | undefined;
let lab: (AttackLab & { readonly task: Task }) | undefined;
let attackNumber = 0;
let training: TrainingLoop | undefined;

function fabOf(task: Pick<Task, 'inputs'> & { readonly seed: number }): Fab {
  const name = `${task.inputs} ${task.seed}`;
  if (fab === undefined || name !== fabName) fab = fabFor(drawTask(task));
  fabName = name;
  return fab;
}

type ChipsRequest = Extract<Request, { kind: 'chips' | 'memory' }>;

function makeChips(request: ChipsRequest): void {
  const { id, networks, count } = request;
  const { task } = fabOf(request.task);
  if (networks) shown = { robust: parametersOf(networks.robust), standard: parametersOf(networks.standard) };
  const parameters = shown;
  if (parameters === undefined) throw new Error('Chips were asked for before there were networks.');
  const make = chipMaker(request);
  const fanOf = (network: keyof Networks): Fan => ({
    weights: parameters[network][2].weight.toTypedArray() as Float32Array,
    chips: Array.from({ length: count }, (_, chip) => make(parameters[network], chip)),
  });
  const target = task.classes[request.settings.sample]?.target.toTypedArray() as Float32Array;
  const fans = { robust: fanOf('robust'), standard: fanOf('standard') };
  if (request.kind === 'memory') send({ kind: 'chips', id, target, fans });
  else {
    const lossOf = (network: keyof Networks): number =>
      fabOf(request.task).make(parameters[network], request.settings.sample, 0, 0, 0).loss;
    const undisturbed = { robust: lossOf('robust'), standard: lossOf('standard') };
    send({ kind: 'chips', id, target, fans, undisturbed });
  }
}

function chipMaker(request: ChipsRequest): (parameters: TutorialParameters, chip: number) => Chip {
  const fab = fabOf(request.task);
  if (request.kind === 'chips') {
    const { mismatch, wafer, sample } = request.settings;
    return (parameters, chip) => fab.make(parameters, sample, mismatch, wafer, chip);
  }
  if (memoryFab?.task !== fab.task) memoryFab = memoryFabFor(fab.task);
  const { wafer, sample, ...state } = request.settings;
  const { make } = memoryFab;
  return (parameters, chip) => make(parameters, sample, state, wafer, chip);
}

function remakeChips({ id, networks, task, sample, drawn }: Extract<Request, { kind: 'remake' }>): void {
  const { task: whole } = fabOf(task);
  const made = (network: NetworkName) => {
    const parameters = parametersOf(networks[network]);
    return remadeChips(whole, parameters, sample, drawn);
  };
  const [robust, standard] = [made('robust'), made('standard')];
  const fanOf = (network: NetworkName, chips: readonly RemadeChip[]): Fan => ({
    weights: networks[network][1],
    chips,
  });
  send({
    kind: 'chips',
    id,
    target: whole.classes[sample]?.target.toTypedArray() as Float32Array,
    fans: { robust: fanOf('robust', robust), standard: fanOf('standard', standard) },
    measuredLosses: {
      robust: robust.map(({ measuredLoss }) => measuredLoss),
      standard: standard.map(({ measuredLoss }) => measuredLoss),
    },
  });
}

async function attack(request: Extract<Request, { kind: 'attack' }>): Promise<void> {
  const { task } = fabOf(request.task);
  if (lab?.task !== task) lab = { task, ...attackLabFor(task) };
  const number = ++attackNumber;
  const { seed } = request.task;
  await answerAttack({ ...request, seed }, lab, send, () => number === attackNumber);
}

/** Chip after chip, each at all levels, so that the whole curve takes shape from the start. */
async function measure(request: Extract<Request, { kind: 'measure' }>): Promise<void> {
  const { networks, task, levels, wafer, first, chips } = request;
  const made = fabOf(task);
  const parameters = { robust: parametersOf(networks.robust), standard: parametersOf(networks.standard) };
  const measureChip = (network: keyof Networks, chip: number): number[] =>
    levels.map((level) => made.measure(parameters[network], level, wafer, chip));
  for (let chip = first; chip < chips; ) {
    const end = performance.now() + slice;
    const robust: number[][] = levels.map(() => []);
    const standard: number[][] = levels.map(() => []);
    while (chip < chips && performance.now() < end) {
      for (const [level, loss] of measureChip('robust', chip).entries()) robust[level]?.push(loss);
      for (const [level, loss] of measureChip('standard', chip).entries()) standard[level]?.push(loss);
      chip++;
    }
    send({ kind: 'measured', chips: chip, of: chips, losses: { robust, standard } });
    await new Promise((resolve) => setTimeout(resolve));
  }
}

function showTask({ task }: Extract<Request, { kind: 'task' }>): void {
  const samples = drawTask(task).classes.map(({ inputs, target }) => ({
    inputs: inputs.toTypedArray() as Float32Array,
    target: target.toTypedArray() as Float32Array,
  }));
  send({ kind: 'task', task, samples });
}

async function verify(): Promise<void> {
  send({ kind: 'verified', fingerprint: await computeFingerprint(), published: publishedFingerprint });
}

async function answer(request: Request): Promise<void> {
  if (request.kind === 'chips' || request.kind === 'memory') return makeChips(request);
  if (request.kind === 'remake') return remakeChips(request);
  if (request.kind === 'attack') return attack(request);
  if (request.kind === 'measure') return measure(request);
  if (request.kind === 'task') return showTask(request);
  if (request.kind === 'verify') return verify();
  if (request.kind === 'reset') {
    training?.pause();
    training = new TrainingLoop(request.network, request.settings, request.from, send, fail);
  } else if (request.kind === 'run') training?.run();
  else if (request.kind === 'pause') training?.pause();
  else training?.step();
}

self.addEventListener('message', ({ data }) => {
  answer(data).catch(fail);
});
