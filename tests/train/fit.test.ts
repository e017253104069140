import { describe, expect, it } from 'vitest';
import type { LimpetError } from '../../src/errors.ts';
import { mse } from '../../src/losses/index.ts';
import { linear } from '../../src/nn/index.ts';
import { type AdamState, adam, applyUpdates, scaleByAdam, sgd } from '../../src/optimizers/index.ts';
import { normal } from '../../src/random/distributions.ts';
import { type Key, key, split } from '../../src/random/key.ts';
import { grad, ones, type Tensor, tensor, zeros } from '../../src/trace/index.ts';
import {
  type FitOptions,
  type FitProgress,
  fit,
  meanByEpoch,
  NotFiniteError,
  type Sample,
} from '../../src/train/index.ts';

const net = linear({ inputs: 3, outputs: 2 });
const samples: Sample[] = [0, 1].map((seed) => ({
  inputs: normal(key(seed), [4, 3]),
  target: normal(key(seed + 10), [4, 2]),
}));

type Parameters = ReturnType<typeof net.init>;

const taskLoss = (parameters: Parameters, inputs: Tensor, target: Tensor): Tensor =>
  mse(target, net.apply(parameters, inputs).output);

const start = net.init(key(3));

const run = (options: Partial<FitOptions<Parameters, unknown>> = {}) =>
  fit({
    parameters: start,
    data: samples,
    loss: taskLoss,
    optimizer: sgd(0.1),
    epochs: 3,
    key: key(0),
    ...options,
  });

/** The same training, one operation after the other. */
function trainPlainly(steps: number): { parameters: Parameters; losses: number[] } {
  let parameters = start;
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const { inputs, target } = samples[step % samples.length]!;
    losses.push(taskLoss(parameters, inputs, target).item());
    const gradient = grad(taskLoss)(parameters, inputs, target);
    parameters = applyUpdates(parameters, { weight: gradient.weight.mul(-0.1) });
  }
  return { parameters, losses };
}

describe('a run that is resumed', () => {
  const loss = (parameters: Parameters, inputs: Tensor, target: Tensor, own: Key): Tensor =>
    taskLoss(parameters, inputs.add(normal(own, inputs.shape)), target);
  const train = (options: Partial<FitOptions<Parameters, AdamState>>) =>
    fit({
      parameters: start,
      data: samples,
      loss,
      optimizer: scaleByAdam(),
      epochs: 6,
      key: key(0),
      ...options,
    });

  it('gives the bits of a run without a break', async () => {
    const whole = await train({});
    const first = await train({ epochs: 2 });
    const both = await train({ resume: first });
    expect([...both.history]).toEqual([...whole.history]);
    expect(both.parameters.weight.toTypedArray()).toEqual(whole.parameters.weight.toTypedArray());
    expect(both.key.words.toTypedArray()).toEqual(whole.key.words.toTypedArray());
    expect(both.history.length).toBe(12);
  });

  it('does nothing where the earlier run has made all steps', async () => {
    const first = await train({ epochs: 2 });
    const again = await train({ epochs: 2, resume: first });
    expect(again.parameters.weight.toTypedArray()).toEqual(first.parameters.weight.toTypedArray());
    expect([...again.history]).toEqual([...first.history]);
    expect(again.aborted).toBe(false);
  });
});

describe('a run cannot be resumed', () => {
  it('with other parameters, or by another optimizer', async () => {
    const first = await run({ epochs: 1 });
    const other = { ...first, parameters: { kernel: ones([3, 2]) } as unknown as Parameters };
    await expect(run({ resume: other })).rejects.toThrow(
      'fit: resume.parameters: expected the tree { weight: * }, got { kernel: * }',
    );
    await expect(run({ resume: { ...first, parameters: { weight: ones([2, 3]) } } })).rejects.toThrow(
      'fit: resume.parameters at weight: expected f32[3, 2], got f32[2, 3]',
    );
    await expect(run({ resume: first, optimizer: adam(0.1) })).rejects.toThrow(
      'fit: resume.optimizerState: expected the tree',
    );
  });
});

describe('fit', () => {
  it('makes the steps of plain gradient descent, sample by sample', async () => {
    const result = await run();
    const plain = trainPlainly(6);
    expect([...result.history]).toEqual(plain.losses);
    expect(result.parameters.weight.toArray()).toEqual(plain.parameters.weight.toArray());
    expect(result.parametersBeforeLastUpdate.weight.toArray()).toEqual(
      trainPlainly(5).parameters.weight.toArray(),
    );
    expect(result.aborted).toBe(false);
  });

  it('takes a data set by length and index', async () => {
    const taken: number[] = [];
    const get = (index: number): Sample => {
      taken.push(index);
      return samples[index]!;
    };
    const result = await run({ data: { length: 2, get } });
    expect([...result.history]).toEqual(trainPlainly(6).losses);
    // The first is taken once more, to know the shapes.
    expect(taken).toEqual([0, 0, 1, 0, 1, 0, 1]);
  });

  it('splits the key at every step, and gives the loss the second half', async () => {
    const words: number[][] = [];
    let rest = key(7, 'original');
    for (let step = 0; step < 3; step++) {
      const [next, own] = split(rest);
      rest = next;
      words.push([...own.words.toTypedArray()]);
    }
    // A loss that is the draw itself tells which key it was given.
    const result = await run({
      loss: (parameters, _inputs, _target, own) => parameters.weight.sum().mul(0).add(normal(own, [])),
      key: key(7, 'original'),
      data: samples.slice(0, 1),
    });
    expect([...result.history]).toEqual(
      words.map((own) => normal({ layout: 'original', words: tensor(Uint32Array.from(own)) }, []).item()),
    );
    expect(result.key.words.toArray()).toEqual(rest.words.toArray());
    expect(result.key.layout).toBe('original');
  });

  it('trains the f32 tensors of any tree, and leaves the rest', async () => {
    const parameters = { scale: tensor([1, 1]), count: tensor([5], { dtype: 'i32' }) };
    const result = await fit({
      parameters,
      data: [{ inputs: ones([2]), target: tensor([3, -1]) }],
      loss: (own, inputs, target) => mse(target, own.scale.mul(inputs)),
      optimizer: adam(0.05),
      epochs: 400,
      key: key(0),
    });
    expect(mse(result.parameters.scale, tensor([3, -1])).item()).toBeLessThan(1e-3);
    expect(result.parameters.count.toArray()).toEqual([5]);
  });

  it('says how far it is', async () => {
    const progress: FitProgress[] = [];
    await run({ onProgress: (each) => progress.push(each), progressInterval: 0 });
    expect(progress.map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 1],
      [1, 2],
      [2, 3],
      [2, 4],
      [3, 5],
      [3, 6],
    ]);
    const last = progress.at(-1)!;
    expect([last.epochs, last.steps, last.secondsLeft]).toEqual([3, 6, 0]);
    expect(last.stepsPerSecond).toBeGreaterThan(0);
    expect(progress[0]!.loss).toBe(trainPlainly(1).losses[0]);
  });

  it('keeps its reports apart by an interval', async () => {
    const progress: FitProgress[] = [];
    await run({ onProgress: (each) => progress.push(each), progressInterval: 60_000 });
    expect(progress.map(({ step }) => step)).toEqual([6]);
  });

  it('does nothing in no epochs', async () => {
    const result = await run({ epochs: 0 });
    expect(result.history).toHaveLength(0);
    expect(result.parameters.weight.toArray()).toEqual(start.weight.toArray());
  });
});

describe('a signal', () => {
  it('stops the run between two steps, and what was done is consistent', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const result = await run({
      epochs: 100_000_000,
      data: { length: 2, get: (index) => samples[index]! },
      signal: controller.signal,
    });
    expect(result.aborted).toBe(true);
    const made = result.history.length;
    expect(made).toBeGreaterThan(1);
    const { inputs, target } = samples[(made - 1) % 2]!;
    expect(taskLoss(result.parametersBeforeLastUpdate, inputs, target).item()).toBe(result.history[made - 1]);
    const gradient = grad(taskLoss)(result.parametersBeforeLastUpdate, inputs, target);
    const after = applyUpdates(result.parametersBeforeLastUpdate, { weight: gradient.weight.mul(-0.1) });
    expect(result.parameters.weight.toArray()).toEqual(after.weight.toArray());
  });

  it('that was given before the start stops it there', async () => {
    const result = await run({ signal: AbortSignal.abort() });
    expect([result.aborted, result.history.length]).toEqual([true, 0]);
    expect(result.parametersBeforeLastUpdate.weight.toArray()).toEqual(start.weight.toArray());
  });
});

describe('fit reports', () => {
  const bad = (sample: Partial<Sample>): Sample[] => [samples[0]!, { ...samples[1]!, ...sample }];

  it('an empty data set', async () => {
    await expect(run({ data: [] })).rejects.toThrow('fit: the data set is empty (its length is 0)');
  });

  it('that there is nothing to train', async () => {
    await expect(run({ select: (path) => path === 'bias' })).rejects.toThrow(
      'fit: expected select to choose a parameter to train, got none of weight',
    );
    const parameters = {} as Parameters;
    await expect(run({ parameters, loss: (_, x) => x.sum() })).rejects.toThrow(
      'fit: expected parameters with an f32 tensor to train, got none',
    );
  });

  it('NaN and infinity in the data, and where', async () => {
    const inputs = zeros([4, 3]).toTypedArray() as Float32Array;
    inputs[7] = Number.NaN;
    await expect(run({ data: bad({ inputs: tensor(inputs, { shape: [4, 3] }) }) })).rejects.toThrow(
      'fit: the inputs of sample 1 hold NaN at [2, 1]; expected finite numbers',
    );
    const target = tensor([Number.POSITIVE_INFINITY, ...new Array(7).fill(0)], { shape: [4, 2] });
    await expect(run({ data: bad({ target }) })).rejects.toThrow(
      'the target of sample 1 hold Infinity at [0, 0]',
    );
  });

  it('samples of another shape than the first', async () => {
    await expect(run({ data: bad({ inputs: zeros([5, 3]) }) })).rejects.toThrow(
      'fit: the inputs of sample 1 are f32[5, 3], those of the first sample f32[4, 3]',
    );
  });

  it('samples that are none', async () => {
    const get = () => ({}) as Sample;
    await expect(run({ data: { length: 1, get } })).rejects.toThrow(
      'expected sample 0 of the data set to be { inputs: Tensor',
    );
  });

  it('epochs that are no number of epochs', async () => {
    await expect(run({ epochs: 1.5 })).rejects.toThrow(
      'fit: expected epochs to be a whole number from 0, got 1.5',
    );
  });

  it('losses and terms that are not scalars', async () => {
    await expect(run({ loss: (parameters) => parameters.weight })).rejects.toThrow(
      'f32 scalar to differentiate',
    );
    const terms = (parameters: Parameters) => [parameters.weight.sum(), { norm: parameters.weight }] as const;
    await expect(run({ loss: terms })).rejects.toThrow(
      'expected the term norm of the loss to be an f32 scalar, got f32[3, 2]',
    );
  });

  const failure = async (
    options: Partial<FitOptions<Parameters, unknown>>,
  ): Promise<NotFiniteError<Parameters>> => {
    const error: unknown = await run(options).catch((reason) => reason);
    expect(error).toBeInstanceOf(NotFiniteError);
    expect((error as LimpetError).code).toBe('notFinite');
    return error as NotFiniteError<Parameters>;
  };

  /** Training that fails when a sum over the weights has been counted down to 0. */
  const countdown = (parameters: Parameters): Tensor => parameters.weight.sum();
  const ones32 = { weight: ones([3, 2]) };

  it('the first loss that is not finite, its term, and the last good parameters', async () => {
    // Each step takes 0.25 off each of the 6 weights: their sum is 6, 4.5, 3, 1.5, 0, -1.5.
    const error = await failure({
      parameters: ones32,
      optimizer: sgd(0.25),
      loss: (parameters) => {
        const sum = countdown(parameters);
        const fine = sum.mul(1);
        const broken = sum.add(0.75).log().mul(0);
        return [fine.add(broken), { fine, broken }];
      },
    });
    expect([error.term, error.step, error.epoch]).toEqual(['broken', 5, 2]);
    expect(error.message).toContain('fit: broken is NaN, not finite at epoch 3, step 5 (counted from 0)');
    expect(error.parameters.weight.toArray()).toEqual(new Array(3).fill([-0.25, -0.25]));
  });

  it('a loss without terms', async () => {
    const error = await failure({
      loss: (parameters) => countdown(parameters).mul(Number.POSITIVE_INFINITY),
      epochs: 1,
    });
    expect([error.term, error.step]).toEqual(['loss', 0]);
    expect(error.parameters.weight.toArray()).toEqual(start.weight.toArray());
  });

  it('a gradient that is not finite where the loss is', async () => {
    // √0 has an infinite derivative.
    const error = await failure({ loss: (parameters) => parameters.weight.mul(0).sum().sqrt() });
    expect([error.term, error.step]).toEqual(['gradient', 0]);
    expect(error.message).toContain('the gradient of the loss is not finite at epoch 1, step 0');
    expect(error.parameters.weight.toArray()).toEqual(start.weight.toArray());
  });
});

describe('meanByEpoch', () => {
  it('averages each epoch, and what there is of the last', () => {
    expect(meanByEpoch(Float32Array.of(1, 3, 2, 6, 5), 2)).toEqual([2, 4, 5]);
    expect(() => meanByEpoch(Float32Array.of(1), 0)).toThrow(
      'stepsPerEpoch to be a whole number from 1, got 0',
    );
  });
});
