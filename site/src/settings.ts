import { tutorialReference } from 'limpet/evaluate';

/** The names of everything that a reader can set. */
export type SettingName =
  | 'mismatch'
  | 'wafer'
  | 'sample'
  | 'channel'
  | 'attackStep'
  | 'inputs'
  | 'epochs'
  | 'seed'
  | 'learningRate'
  | 'noisyForwardStd'
  | 'initialStd'
  | 'mismatchLevel'
  | 'betaRobustness'
  | 'attackSteps'
  | 'chips'
  | 'pickedLevel'
  | 'networks'
  | 'markedTerm'
  | 'sortedBy'
  | 'memoryTime'
  | 'compensation';

/** The value of every setting. */
export type Settings = Readonly<Record<SettingName, number>>;

/** A setting: its range and what it means. */
export interface Setting {
  readonly name: SettingName;
  readonly meaning: string;
  readonly low: number;
  readonly high: number;
  /** Values are whole multiples of it, counted from `low`; absent where any number will do. */
  readonly step?: number;
  readonly value: number;
  /** What links say for each value, where they are not numbers: a choice, whose first name is value 0. */
  readonly names?: readonly string[];
}

const setting = (
  name: SettingName,
  meaning: string,
  range: { readonly low: number; readonly high: number; readonly step?: number; readonly value: number },
): Setting => ({ name, meaning, ...range });

const largestSeed = 2 ** 32 - 1;

/** The settings of training; the names of the loss's are those of `adversarialLoss`. */
export const trainingSettings: readonly Setting[] = [
  setting('noisyForwardStd', 'Noise on the weights while the task is learned, as a fraction of each.', {
    low: 0,
    high: 0.5,
    step: 0.01,
    value: 0.1,
  }),
  setting('mismatchLevel', 'How far the adversary may move each weight, as a fraction of it.', {
    low: 0,
    high: 0.2,
    step: 0.005,
    value: 0.025,
  }),
  setting('betaRobustness', 'How much the adversary’s damage counts beside the task.', {
    low: 0,
    high: 2,
    step: 0.05,
    value: 0.25,
  }),
  setting('attackSteps', 'In how many steps the adversary gets there. More is stronger and slower.', {
    low: 0,
    high: 20,
    step: 1,
    value: 10,
  }),
  setting('initialStd', 'The small random push that the adversary starts with.', {
    low: 0,
    high: 0.02,
    step: 0.001,
    value: 0.001,
  }),
  setting('learningRate', 'The length of each training step (Adam).', {
    low: 0.000001,
    high: 0.1,
    value: 0.0005,
  }),
  setting('epochs', 'Passes over the 300 training samples.', { low: 1, high: 1000, step: 1, value: 100 }),
];

/** The settings of the task, which training and its code use too. */
export const taskSettings: readonly Setting[] = [
  setting(
    'inputs',
    'Input channels: more make a larger network and slower training. The tutorial has 2000.',
    {
      low: 50,
      high: 2000,
      step: 50,
      value: 400,
    },
  ),
  setting('seed', 'Decides data, first weights and noise. The same seed gives the same bits anywhere.', {
    low: 0,
    high: largestSeed,
    step: 1,
    value: 0,
  }),
];

/** The settings of the first two chapters. */
export const chipSettings: readonly Setting[] = [
  setting('mismatch', 'How much the weights of a chip differ, as a fraction of each weight.', {
    low: 0,
    high: 0.6,
    step: 0.01,
    value: 0.2,
  }),
  setting('wafer', 'Which chips are drawn.', { low: 0, high: largestSeed, step: 1, value: 0 }),
  setting('sample', 'Which of the three samples is shown.', { low: 0, high: 2, step: 1, value: 0 }),
  setting('channel', 'Which of the two outputs is shown.', { low: 0, high: 1, step: 1, value: 0 }),
  setting('attackStep', 'How many of its steps the adversary has made in the figure.', {
    low: 0,
    high: 20,
    step: 1,
    value: 20,
  }),
];

/** The levels of mismatch that are measured: those of the tutorial's table. */
export const levels: readonly number[] = tutorialReference.map(({ level }) => level);

/** The settings of measuring. */
export const measuringSettings: readonly Setting[] = [
  setting('chips', 'Chips made for each level of mismatch.', { low: 2, high: 1000, step: 1, value: 100 }),
];

/** What a press on a point of the robustness curve sets. */
const pickedLevel = setting(
  'pickedLevel',
  'The level of mismatch whose chips are shown: the first is 1; none is shown at 0.',
  { low: 0, high: levels.length, step: 1, value: 0 },
);

/** A setting whose values have names. */
export type Choice = Setting & Required<Pick<Setting, 'names'>>;

const choice = (name: SettingName, meaning: string, names: readonly string[]): Choice => ({
  ...setting(name, meaning, { low: 0, high: names.length - 1, step: 1, value: 0 }),
  names,
});

/** Times since weights were written, as far as the model of the memory was measured. */
export const memoryTimes = [
  { name: '25s', label: '25 seconds', seconds: 25 },
  { name: '1min', label: '1 minute', seconds: 60 },
  { name: '10min', label: '10 minutes', seconds: 600 },
  { name: '1h', label: '1 hour', seconds: 3600 },
  { name: '1day', label: '1 day', seconds: 86_400 },
  { name: '1week', label: '1 week', seconds: 604_800 },
  { name: '1month', label: '1 month', seconds: 2_592_000 },
  { name: '1year', label: '1 year', seconds: 31_536_000 },
] as const;

/** Choices of what is shown and how. */
export const choices = {
  networks: choice('networks', 'Which networks all chapters show.', ['pretrained', 'own']),
  markedTerm: choice('markedTerm', 'The part of the formula of the loss that is marked.', [
    'none',
    'taskLoss',
    'data',
    'network',
    'weights',
    'noise',
    'beta',
    'mismatchLoss',
    'attack',
  ]),
  memoryTime: choice(
    'memoryTime',
    'How long ago the weights were written to phase-change memory.',
    memoryTimes.map(({ name }) => name),
  ),
  compensation: choice('compensation', 'Whether a factor for each layer makes up for drift.', ['off', 'on']),
};

/** Columns of the list of tried settings. */
export const trialColumns = 8;

const sortedBy = setting(
  'sortedBy',
  'The column that the list of tried settings is sorted by, from 1 on; negative from high to low. At 0 the newest is first.',
  { low: -trialColumns, high: trialColumns, step: 1, value: 0 },
);

/** Everything that a reader can set. */
export const allSettings: readonly Setting[] = [
  ...chipSettings,
  ...trainingSettings,
  ...taskSettings,
  ...measuringSettings,
  pickedLevel,
  ...Object.values(choices),
  sortedBy,
];

/** Every setting at the value the page opens with. */
export const defaultSettings = Object.fromEntries(
  allSettings.map(({ name, value }) => [name, value]),
) as Settings;

/** Whether a text is a value of a setting. */
export function isAllowed({ low, high, step }: Setting, text: string): boolean {
  const value = Number(text);
  if (text.trim() === '' || !(value >= low && value <= high)) return false;
  if (step === undefined) return true;
  const count = (value - low) / step;
  const off = Math.abs(count - Math.round(count));
  return Number.isInteger(step) ? off === 0 : off < 1e-6;
}

/** Says which values a setting takes. */
export function rangeNotice({ name, low, high, step, value, names }: Setting, text: string): string {
  if (names !== undefined) {
    return `${name} cannot be “${text.slice(0, 40)}”: it is one of ${names.join(', ')}. It is ${names[value]} now.`;
  }
  const steps = step === undefined ? '' : ` in steps of ${step}`;
  return `${name} cannot be “${text.slice(0, 40)}”: it goes from ${low} to ${high}${steps}. It is ${value} now.`;
}
