import type { Settings } from './settings.ts';

/** A part of the formula of the loss. */
export type LossTerm =
  | 'weights'
  | 'network'
  | 'data'
  | 'noise'
  | 'taskLoss'
  | 'mismatchLoss'
  | 'beta'
  | 'attack';

/** A line of code, and what it is in the formula. */
export interface LossLine {
  readonly text: string;
  readonly term: LossTerm;
}

/** The call of `adversarialLoss`, but for the bracket that ends it. */
export const lossLinesOf = (settings: Settings): readonly LossLine[] => [
  { text: 'adversarialLoss(parameters, {', term: 'weights' },
  { text: '  net,', term: 'network' },
  { text: '  inputs,', term: 'data' },
  { text: '  target,', term: 'data' },
  { text: '  key,', term: 'noise' },
  { text: '  taskLoss: mse,', term: 'taskLoss' },
  { text: '  mismatchLoss: mse,', term: 'mismatchLoss' },
  { text: `  noisyForwardStd: ${settings.noisyForwardStd},`, term: 'noise' },
  { text: `  mismatchLevel: ${settings.mismatchLevel},`, term: 'attack' },
  { text: `  betaRobustness: ${settings.betaRobustness},`, term: 'beta' },
  { text: `  attackSteps: ${settings.attackSteps},`, term: 'attack' },
  { text: `  initialStd: ${settings.initialStd},`, term: 'attack' },
];

/** TypeScript that trains the robust network of the page to the same bits and measures it on the same chips. */
export function typescriptOf(settings: Settings): string {
  const { inputs, seed, epochs, learningRate, chips, wafer } = settings;
  const loss = lossLinesOf(settings).map(({ text }) => `    ${text}`);
  return `import { tensor } from 'limpet';
import { drawTutorialWeights, multiClassRandomSinMapping } from 'limpet/data';
import { evaluateMismatch } from 'limpet/evaluate';
import { mse } from 'limpet/losses';
import { instant, linear, sequential } from 'limpet/nn';
import { adam } from 'limpet/optimizers';
import { key, numpyRandomState } from 'limpet/random';
import { adversarialLoss, fit } from 'limpet/train';

const generator = numpyRandomState(${seed});
const classes = multiClassRandomSinMapping({
  generator,
  numClasses: 3,
  inputChannels: ${inputs},
  targetChannels: 2,
});
const shapes = [
  [${inputs}, 8],
  [8, 2],
];
const [first, second] = drawTutorialWeights(generator, shapes).map((weights, layer) => ({
  weight: tensor(weights, { shape: shapes[layer] }),
}));
const net = sequential(
  linear({ inputs: ${inputs}, outputs: 8 }),
  instant((x) => x.tanh()),
  linear({ inputs: 8, outputs: 2 }),
);
const { parameters, history } = await fit({
  parameters: [first, {}, second],
  data: classes.flatMap((sample) => Array(100).fill(sample)),
  optimizer: adam(${learningRate}),
  epochs: ${epochs},
  key: key(${seed}, 'original'),
  loss: (parameters, inputs, target, key) =>
${loss.join('\n')}
    }),
});
console.log('last loss', history.at(-1));

const table = await evaluateMismatch({
  parameters,
  metric: (chip, inputs, target) => mse(target, net.apply(chip, inputs).output),
  data: classes,
  levels: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
  samples: ${chips},
  seed: ${wafer},
});
for (const { level, mean, std } of table) console.log(level, mean, std);
`;
}

/** The command that trains the networks of the page to the same bits, with its settings. */
export function commandOf(settings: Settings): string {
  const flags = {
    epochs: settings.epochs,
    samples: settings.chips,
    seed: settings.seed,
    inputs: settings.inputs,
    'learning-rate': settings.learningRate,
    'attack-steps': settings.attackSteps,
    'mismatch-level': settings.mismatchLevel,
    beta: settings.betaRobustness,
    noise: settings.noisyForwardStd,
    'initial-std': settings.initialStd,
  };
  const text = Object.entries(flags).map(([name, value]) => `--${name} ${value}`);
  return `npm start -- ${text.join(' ')}`;
}
