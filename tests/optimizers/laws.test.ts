import { describe, expect, it } from 'vitest';
import {
  adagrad,
  adam,
  adamW,
  addDecayedWeights,
  applyUpdates,
  averageUpdates,
  chain,
  clipByGlobalNorm,
  clipByNorm,
  clipByValue,
  constantSchedule,
  cosineDecay,
  exponentialDecay,
  type GradientTransformation,
  joinSchedules,
  linearSchedule,
  momentum,
  piecewiseConstant,
  rmsprop,
  scale,
  scaleByAdam,
  scaleByLearningRate,
  sgd,
  warmupCosineDecay,
} from '../../src/optimizers/index.ts';
import { resident } from '../../src/runtime/index.ts';
import { grad, sub, type Tensor, tensor, zeros } from '../../src/trace/index.ts';
import { treeLeaves, treeStructure } from '../../src/tree/index.ts';

/** Every optimizer with rates at which it descends a parabola and Rosenbrock's valley. */
const optimizers: Readonly<Record<string, (rate: number) => GradientTransformation<unknown>>> = {
  sgd: (rate) => sgd(rate / 10),
  'sgd with momentum': (rate) => sgd(rate / 50, { momentum: 0.9 }),
  'sgd with Nesterov momentum': (rate) => sgd(rate / 50, { momentum: 0.9, nesterov: true }),
  adam: (rate) => adam(rate),
  'adam with Nesterov momentum': (rate) => adam(rate, { nesterov: true }),
  'adam with a schedule': (rate) => adam(cosineDecay({ initialValue: rate, steps: 8000, alpha: 0.1 })),
  adamW: (rate) => adamW(rate, { weightDecay: 1e-6 }),
  rmsprop: (rate) => rmsprop(rate / 4),
  'rmsprop, centered, with momentum': (rate) =>
    rmsprop(rate / 20, { centered: true, momentum: 0.8, epsilon: 1e-4 }),
  adagrad: (rate) => adagrad(10 * rate),
  'adagrad with momentum': (rate) => adagrad(30 * rate, { momentum: 0.9 }),
  'clipped by value': (rate) => chain(clipByValue(1), adam(rate)),
  'clipped by norm': (rate) => chain(clipByNorm(1), sgd(rate / 10)),
  'clipped by global norm': (rate) => chain(clipByGlobalNorm(1), adam(rate)),
  'with small weight decay': (rate) => chain(addDecayedWeights(1e-7), adam(rate)),
  'by hand': (rate) =>
    chain(scaleByAdam(), averageUpdates(0.5), momentum({ decay: 0.1 }), scaleByLearningRate(rate / 4)),
};

type Point = readonly [{ readonly x: Tensor }, Tensor];

const start: Point = [{ x: tensor(-0.6) }, tensor([0.8])];

function descend(
  optimizer: GradientTransformation<unknown>,
  loss: (point: Point) => Tensor,
  steps: number,
): { point: Point; state: unknown } {
  const initial = { point: start, state: optimizer.init(start) };
  const program = resident(({ point, state }: typeof initial) => {
    const step = optimizer.update(grad(loss)(point), state, point);
    return { state: { point: applyUpdates(point, step.updates), state: step.state }, outputs: [] };
  }, initial);
  for (let step = 0; step < steps; step++) program.step();
  return program.read();
}

const parabola = ([{ x }, y]: Point): Tensor => x.sub(1).square().add(y.sub(1).square().mul(3).sum());
const rosenbrock = ([{ x }, y]: Point): Tensor =>
  sub(1, x).square().add(y.sub(x.square()).square().mul(100).sum());

const distance = ([{ x }, y]: Point): number =>
  treeLeaves<Tensor>([x, y]).reduce((sum, each) => sum + Math.abs((each.toTypedArray()[0] ?? 0) - 1), 0);

describe.each(Object.entries(optimizers))('%s', (_, make) => {
  it('finds the minimum of a parabola', () => {
    expect(distance(descend(make(0.02), parabola, 4000).point)).toBeLessThan(0.02);
  });

  it("finds the minimum of Rosenbrock's valley", () => {
    expect(distance(descend(make(0.01), rosenbrock, 12_000).point)).toBeLessThan(0.1);
  });

  it('keeps the tree of its state, the shapes and the types', () => {
    const optimizer = make(0.01);
    const state = optimizer.init(start);
    const next = optimizer.update(start, state, start).state;
    expect(treeStructure(next)).toEqual(treeStructure(state));
    const types = (tree: unknown) => treeLeaves<Tensor>(tree).map(({ type }) => type);
    expect(types(next)).toEqual(types(state));
  });

  it('leaves what is not f32 alone', () => {
    const parameters = { weight: tensor([1, 2]), steps: tensor(3, { dtype: 'i32' }), name: 'layer' };
    const optimizer = make(0.01);
    const { updates } = optimizer.update(
      { ...parameters, weight: tensor([0.5, -1]) },
      optimizer.init(parameters),
      parameters,
    );
    const moved = applyUpdates(parameters, updates);
    expect([moved.steps, moved.name]).toEqual([parameters.steps, 'layer']);
    expect(moved.weight.toArray()).not.toEqual(parameters.weight.toArray());
  });
});

describe('optimizers report', () => {
  it('hyper-parameters out of range', () => {
    expect(() => adam(0.1, { beta1: 1 })).toThrow('adam: expected beta1 from 0 to below 1, got 1');
    expect(() => rmsprop(0.1, { epsilon: -1 })).toThrow('rmsprop: expected epsilon from 0, got -1');
    expect(() => sgd(0.1, { momentum: Number.NaN })).toThrow(
      'momentum: expected decay from 0 to below 1, got NaN',
    );
    expect(() => clipByNorm(0)).toThrow('clipByNorm: expected maxNorm above 0, got 0');
    expect(() => clipByGlobalNorm(Number.NaN)).toThrow('clipByGlobalNorm: expected maxNorm above 0, got NaN');
    expect(() => adam(Number.NaN)).toThrow('scaleByLearningRate: expected a learning rate from 0, got NaN');
    expect(() => sgd(-1)).toThrow('scaleByLearningRate: expected a learning rate from 0, got -1');
    expect(() => scale(Number.NaN)).toThrow('scale: expected factor to be a finite number, got NaN');
    expect(() => cosineDecay({ initialValue: 1, steps: 0 })).toThrow(
      'expected steps to be a whole number from 1, got 0',
    );
  });

  it('schedules that would give no number', () => {
    const { NaN: nan } = Number;
    expect(() => constantSchedule(nan)).toThrow('constantSchedule: expected value to be a finite number');
    expect(() => linearSchedule({ initialValue: 1, endValue: nan, steps: 5 })).toThrow(
      'polynomialSchedule: expected endValue to be a finite number, got NaN',
    );
    expect(() => cosineDecay({ initialValue: 1, steps: 5, alpha: nan })).toThrow(
      'expected alpha to be a finite',
    );
    expect(() => exponentialDecay({ initialValue: 1, steps: 5, rate: Number.POSITIVE_INFINITY })).toThrow(
      'exponentialDecay: expected rate to be a finite number, got Infinity',
    );
    const [first, second] = [constantSchedule(1), constantSchedule(2)];
    expect(() => joinSchedules([first, second, first], [5, 5])).toThrow(
      'joinSchedules: expected steps that are whole numbers from 0 and ascend, got 5, 5',
    );
    expect(() => joinSchedules([first, second], [])).toThrow('2 schedules take 1 boundaries, got 0');
    expect(() => piecewiseConstant(1, { 0.5: 2 })).toThrow(
      'piecewiseConstant: expected steps that are whole',
    );
    expect(() => piecewiseConstant(1, { 5: -2 })).toThrow('expected factors from 0, got -2 at step 5');
    const warmup = { initialValue: 0, peakValue: 1, warmupSteps: 20 };
    expect(() => warmupCosineDecay({ ...warmup, steps: 10 })).toThrow(
      'warmupCosineDecay: expected more steps than warmupSteps, which are among them, got 10 and 20',
    );
  });

  it('weight decay without parameters', () => {
    const decay = addDecayedWeights(0.1);
    expect(() => decay.update(start, decay.init(start))).toThrow('weight decay needs the parameters');
  });

  it('gradients of another tree', () => {
    const optimizer = adam(0.1);
    const state = optimizer.init({ weight: zeros([2]) });
    expect(() => optimizer.update({ bias: zeros([2]) }, state)).toThrow(
      'expected the tree { weight: * }, got { bias: * }',
    );
  });
});

describe('a rise before a cosine', () => {
  const at = (step: number, peakValue: number): number => {
    const values = { initialValue: 0, peakValue, endValue: peakValue / 10 };
    return warmupCosineDecay({ ...values, warmupSteps: 4, steps: 10 })(tensor(step, { dtype: 'i32' })).item();
  };

  it('goes up to the peak, down to the end, and stays there', () => {
    // Half way down: the mean of peak and end.
    const places = [0, 2, 4, 7, 10, 99];
    const expected = [0, 0.5, 1, 0.55, 0.1, 0.1];
    for (const [index, step] of places.entries()) expect(at(step, 1)).toBeCloseTo(expected[index]!, 6);
  });

  it('is 0 where its peak is', () => {
    expect([at(2, 0), at(8, 0)]).toEqual([0, 0]);
  });
});

describe('exponential decay', () => {
  it('ends at the lower one of initial and end value where its rate is 1', () => {
    // As optax: the end is a lower bound for rates below 1 only.
    const schedule = exponentialDecay({ initialValue: 0.5, endValue: 0.1, rate: 1, steps: 10 });
    expect(schedule(tensor(3, { dtype: 'i32' })).item()).toBe(Math.fround(0.1));
  });
});

describe('weight decay', () => {
  it('acts where it is asked to', () => {
    const parameters = { bias: tensor([1]), weight: tensor([2]) };
    const nothing = { bias: zeros([1]), weight: zeros([1]) };
    const decay = addDecayedWeights(0.5, { decays: (path) => path === 'weight' });
    const { updates } = decay.update(nothing, decay.init(parameters), parameters);
    expect([updates.bias.toArray(), updates.weight.toArray()]).toEqual([[0], [1]]);
  });
});
