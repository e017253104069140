import { describe, expect, it } from 'vitest';
import { tutorialTask } from '../../src/data/index.ts';
import type { TutorialParameters } from '../../src/evaluate/index.ts';
import { tutorialNetwork } from '../../src/evaluate/index.ts';
import { mse } from '../../src/losses/index.ts';
import { adam } from '../../src/optimizers/index.ts';
import { type KeyLayout, key } from '../../src/random/key.ts';
import { adversarialLoss, type FitResult, fit, type TrainingLoss } from '../../src/train/index.ts';
import { readGolden } from '../golden/readGolden.ts';

interface TrajectoryCase {
  readonly name: string;
  readonly layout: KeyLayout;
  readonly params: { readonly robust: boolean };
  readonly losses: readonly number[];
  readonly parameters: readonly { updates: number; w1First: number[]; w1Last: number[]; w2: number[] }[];
  readonly float64?: readonly number[];
  readonly reordered?: readonly (readonly number[])[];
}

const { cases, checks } = readGolden<{ cases: readonly TrajectoryCase[]; checks: Record<string, number[]> }>(
  'trajectory',
);
const task = tutorialTask(0);
const [first, second] = task.weights;
const net = tutorialNetwork({ inputs: 2000, hidden: 8, outputs: 2 });

const plain: TrainingLoss<TutorialParameters> = (parameters, inputs, target) =>
  mse(target, net.apply(parameters, inputs).output);
const adversarial: TrainingLoss<TutorialParameters> = (parameters, inputs, target, own) =>
  adversarialLoss(parameters, {
    net,
    inputs,
    target,
    taskLoss: mse,
    mismatchLoss: mse,
    key: own,
    noisyForwardStd: 0.1,
  });

const train = (
  layout: KeyLayout,
  robust: boolean,
  steps: number,
): Promise<FitResult<TutorialParameters, unknown>> =>
  fit({
    parameters: [{ weight: first }, {}, { weight: second }],
    data: task.classes.flatMap((sample) => new Array(100).fill(sample)).slice(0, steps),
    loss: robust ? adversarial : plain,
    optimizer: adam(1e-4),
    epochs: 1,
    key: key(0, layout),
  });

/** The largest relative distance of the first numbers of two runs. */
const distance = (a: ArrayLike<number>, b: ArrayLike<number>, count: number): number =>
  Math.max(...Array.from({ length: count }, (_, index) => Math.abs(a[index]! / b[index]! - 1)));

const pick = (layout: KeyLayout, robust: boolean): TrajectoryCase =>
  cases.find((each) => each.layout === layout && each.params.robust === robust)!;

describe('the tutorial', () => {
  it('starts from the data and weights of NumPy', () => {
    const [inputs, targets] = [task.classes[0]!.inputs, task.classes.map(({ target }) => target)];
    expect([...inputs.toTypedArray().subarray(0, 5)]).toEqual(checks.inputs!.map(Math.fround));
    expect(targets.flatMap((target) => [...target.toTypedArray().subarray(0, 2)])).toEqual(
      checks.targets!.map(Math.fround),
    );
    expect([...second.toTypedArray()]).toEqual(checks.w2!.map(Math.fround));
    expect([...first.toTypedArray().subarray(-8)]).toEqual(checks.w1Last!.map(Math.fround));
  });
});

describe('standard training follows JAX for an epoch', () => {
  it.each(['original', 'partitionable'] as const)('with the %s layout', async (layout) => {
    const golden = pick(layout, false);
    const result = await train(layout, false, 300);
    // Rounding in another order, which 300 steps of Adam carry along.
    expect(distance(result.history, golden.losses, 3)).toBeLessThan(2e-6);
    expect(distance(result.history, golden.losses, 300)).toBeLessThan(2e-5);
    const { w1First, w1Last, w2 } = golden.parameters.find(({ updates }) => updates === 300)!;
    const [own, , last] = result.parameters;
    const weights = own.weight.toTypedArray();
    const found = [...weights.subarray(0, 8), ...weights.subarray(-8), ...last.weight.toTypedArray()];
    for (const [index, value] of [...w1First, ...w1Last, ...w2].entries()) {
      expect(Math.abs(found[index]! - value)).toBeLessThan(2e-6);
    }
  });
});

describe('robust training follows JAX as far as rounding lets it', () => {
  it.each(['original', 'partitionable'] as const)('with the %s layout', async (layout) => {
    const golden = pick(layout, true);
    const { history } = await train(layout, true, 50);
    const others = [golden.losses, ...golden.reordered!];
    // The attack's first gradient is a difference of nearly equal outputs, so the signs of some of its elements are rounding noise. Ours is one
    // more order of adding: not farther from the run in float64 than twice the farthest of JAX's nine.
    for (const count of [1, 3, 10, 50]) {
      const spread = Math.max(...others.map((run) => distance(run, golden.float64!, count)));
      expect(distance(history, golden.float64!, count)).toBeLessThan(2 * spread);
      expect(spread).toBeLessThan(3e-4);
    }
    expect(Math.abs(history[0]! / golden.losses[0]! - 1)).toBeLessThan(2e-6);
  });
});
