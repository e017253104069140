import { beforeAll, describe, expect, it } from 'vitest';
import { tutorialTask } from '../../src/data/index.ts';
import {
  evaluateMismatch,
  type MismatchRow,
  type TutorialParameters,
  tutorialNetwork,
} from '../../src/evaluate/index.ts';
import { mse } from '../../src/losses/index.ts';
import { adam } from '../../src/optimizers/index.ts';
import { key } from '../../src/random/key.ts';
import { fit } from '../../src/train/index.ts';
import { readGolden } from '../golden/readGolden.ts';

interface EvaluationCase {
  readonly name: string;
  readonly params: { readonly network: string; readonly level: number; readonly samples: number };
  readonly losses: readonly number[];
  readonly mean: number;
  readonly std: number;
}

const { cases } = readGolden<{ cases: readonly EvaluationCase[] }>('mismatchEvaluation');
const levels = [...new Set(cases.map(({ params }) => params.level))];
const task = tutorialTask(0);
const net = tutorialNetwork({ inputs: 2000, hidden: 8, outputs: 2 });
const [first, second] = task.weights;
const initial: TutorialParameters = [{ weight: first }, {}, { weight: second }];

/** The standard network after 49 updates, which is what the tutorial returns after 50 steps. */
async function trainStandard(): Promise<TutorialParameters> {
  const { parametersBeforeLastUpdate } = await fit({
    parameters: initial,
    data: new Array(50).fill(task.classes[0]),
    loss: (parameters, inputs, target) => mse(target, net.apply(parameters, inputs).output),
    optimizer: adam(1e-4),
    epochs: 1,
    key: key(0, 'original'),
  });
  return parametersBeforeLastUpdate;
}

const measure = (parameters: TutorialParameters): Promise<readonly MismatchRow[]> =>
  evaluateMismatch({
    parameters,
    metric: (own, inputs, target) => mse(target, net.apply(own, inputs).output),
    data: task.classes.flatMap((sample) => new Array(50).fill(sample)),
    levels,
    samples: 5,
    keyOrder: 'tutorial',
  });

describe('evaluateMismatch gives the losses of the tutorial, chip by chip', () => {
  const rows: Record<string, readonly MismatchRow[]> = {};

  beforeAll(async () => {
    rows.initial = await measure(initial);
    rows.standard = await measure(await trainStandard());
  });

  // The robust network's training amplifies rounding, so it is not among them.
  const certain = cases.filter(({ params }) => params.network !== 'robust');
  it.each(certain.map((each) => [each.name, each] as const))('%s', (_, { params, losses, mean, std }) => {
    const row = rows[params.network]!.find(({ level }) => level === params.level)!;
    expect(row.samples).toHaveLength(losses.length);
    // Sums of 2000 products, rounded in another order: relative 2e-6 at most.
    for (const [index, loss] of losses.entries()) {
      expect(Math.abs(row.samples[index]! / loss - 1)).toBeLessThan(2e-6);
    }
    expect(Math.abs(row.mean / mean - 1)).toBeLessThan(2e-6);
    expect(Math.abs(row.std - std)).toBeLessThan(2e-6);
  });
});
