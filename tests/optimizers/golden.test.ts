import { describe, expect, it } from 'vitest';
import {
  adagrad,
  adam,
  adamW,
  addDecayedWeights,
  applyUpdates,
  chain,
  clipByGlobalNorm,
  clipByNorm,
  clipByValue,
  constantSchedule,
  cosineDecay,
  exponentialDecay,
  type GradientTransformation,
  linearSchedule,
  momentum,
  piecewiseConstant,
  polynomialSchedule,
  rmsprop,
  type Schedule,
  scale,
  scaleByAdam,
  scaleByLearningRate,
  sgd,
  warmupConstant,
  warmupCosineDecay,
  warmupExponentialDecay,
} from '../../src/optimizers/index.ts';
import { stack, tensor } from '../../src/trace/index.ts';
import { expectClose, type GoldenArray, goldenTensor, readGolden } from '../golden/readGolden.ts';

type Arguments = Readonly<Record<string, unknown>>;

interface OptimizerCase {
  readonly name: string;
  readonly op: 'trajectory' | 'schedule';
  readonly library?: 'optax' | 'jaxExample';
  readonly params: Arguments;
  readonly trajectory?: readonly (readonly number[])[][];
  readonly values?: readonly number[];
}

const file = readGolden<{
  readonly cases: readonly OptimizerCase[];
  readonly start: readonly GoldenArray[];
  readonly gradients: readonly (readonly number[])[][];
}>('optimizers');

/** The arguments that are given, under our names. */
function renamed(given: Arguments, names: Readonly<Record<string, string>>): Arguments {
  const unknown = Object.keys(given).filter(
    (name) => !(name in names) && name !== 'transform' && name !== 'schedule',
  );
  if (unknown.length > 0) throw new Error(`arguments that this test does not know: ${unknown.join(', ')}`);
  return Object.fromEntries(
    Object.entries(names).flatMap(([theirs, ours]) => (theirs in given ? [[ours, given[theirs]]] : [])),
  );
}

const scheduleNames = {
  initValue: 'initialValue',
  transitionSteps: 'steps',
  decaySteps: 'steps',
  decayRate: 'rate',
  transitionBegin: 'begin',
  ...Object.fromEntries(
    ['staircase', 'endValue', 'alpha', 'exponent', 'peakValue', 'warmupSteps', 'power'].map((name) => [
      name,
      name,
    ]),
  ),
};

function scheduleOf(given: Arguments): Schedule {
  if (given.schedule === 'constant') return constantSchedule(given.value as number);
  if (given.schedule === 'piecewiseConstant') {
    return piecewiseConstant(given.initValue as number, given.boundariesAndScales as Record<number, number>);
  }
  const schedules: Record<string, (options: never) => Schedule> = {
    exponentialDecay,
    cosineDecay,
    warmupCosineDecay,
    warmupExponentialDecay,
    warmupConstant,
    linear: linearSchedule,
    polynomial: polynomialSchedule,
  };
  return schedules[given.schedule as string]!(renamed(given, scheduleNames) as never);
}

const same = (...names: string[]) => Object.fromEntries(names.map((name) => [name, name]));
const optaxNames: Record<string, Record<string, string>> = {
  sgd: same('momentum', 'nesterov'),
  adam: { b1: 'beta1', b2: 'beta2', eps: 'epsilon', epsRoot: 'epsilonInRoot', ...same('nesterov') },
  adamw: { b1: 'beta1', ...same('weightDecay') },
  rmsprop: {
    eps: 'epsilon',
    epsInSqrt: 'epsilonInRoot',
    ...same('decay', 'initialScale', 'centered', 'momentum', 'nesterov', 'biasCorrection'),
  },
  adagrad: { initialAccumulatorValue: 'initialAccumulator', eps: 'epsilon' },
};

function transformOf({ transform, learningRate, ...given }: Arguments): GradientTransformation<unknown> {
  const name = transform as string;
  const rate =
    typeof learningRate === 'object' ? scheduleOf(learningRate as Arguments) : (learningRate as number);
  const options = name in optaxNames ? renamed(given, optaxNames[name]!) : {};
  const transforms: Record<string, () => GradientTransformation<unknown>> = {
    sgd: () => sgd(rate, options),
    adam: () => adam(rate, options),
    adamw: () => adamW(rate, options),
    rmsprop: () => rmsprop(rate, options),
    adagrad: () => adagrad(rate, options),
    clip: () => clipByValue(given.maxDelta as number),
    clipByNorm: () => clipByNorm(given.maxNorm as number),
    clipByGlobalNorm: () => clipByGlobalNorm(given.maxNorm as number),
    addDecayedWeights: () => addDecayedWeights(given.weightDecay as number),
    scale: () => scale(given.stepSize as number),
    scaleByAdam: () => scaleByAdam(),
    scaleByLearningRate: () => scaleByLearningRate(rate),
    trace: () => momentum({ decay: given.decay as number }),
  };
  return transforms[name]!();
}

function exampleOf({ optimizer, stepSize, ...given }: Arguments): GradientTransformation<unknown> {
  const rate = stepSize as number;
  const {
    mass,
    momentum: kept = 0.9,
    gamma: decay = 0.9,
    eps: epsilon = 1e-8,
    b1: beta1 = 0.9,
    b2: beta2 = 0.999,
  } = given as Record<string, number>;
  const optimizers: Record<string, () => GradientTransformation<unknown>> = {
    adam: () => adam(rate, { beta1, beta2, epsilon }),
    sgd: () => sgd(rate),
    momentum: () => sgd(rate, { momentum: mass! }),
    nesterov: () => sgd(rate, { momentum: mass!, nesterov: true }),
    rmsprop: () => rmsprop(rate, { decay, epsilon }),
    rmspropMomentum: () => rmsprop(rate, { decay, epsilon, momentum: kept }),
    adagrad: () => adagrad(rate, { initialAccumulator: 0, epsilon: 0, momentum: kept }),
  };
  return optimizers[optimizer as string]!();
}

function optimizerOf({ library, params }: OptimizerCase): GradientTransformation<unknown> {
  return library === 'optax' ? chain(...(params.chain as Arguments[]).map(transformOf)) : exampleOf(params);
}

describe('optimizers follow the trajectories of optax and JAX', () => {
  const cases = file.cases.filter(({ op }) => op === 'trajectory');
  it.each(cases.map((each) => [each.name, each] as const))('%s', (_, each) => {
    const optimizer = optimizerOf(each);
    let parameters = file.start.map(goldenTensor);
    let state = optimizer.init(parameters);
    each.trajectory!.forEach((expected, step) => {
      const gradients = file.gradients[step]!.map((data, leaf) =>
        goldenTensor({ ...file.start[leaf]!, data }),
      );
      const result = optimizer.update(gradients, state, parameters);
      state = result.state;
      parameters = applyUpdates(parameters, result.updates);
      // One rounding of parameters of size 1 to 3 in each step, here and there.
      expected.forEach((data, leaf) => {
        expectClose(`step ${step}, leaf ${leaf}`, parameters[leaf]!, data, { ulps: 2 + step / 4, scale: 1 });
      });
    });
    expect(each.trajectory).toHaveLength(30);
  });
});

describe('schedules have the values of optax', () => {
  const cases = file.cases.filter(({ op }) => op === 'schedule');
  it.each(cases.map((each) => [each.name, each] as const))('%s', (_, { params, values }) => {
    const schedule = scheduleOf(params);
    const counted = values!.map((_, step) => schedule(tensor(step, { dtype: 'i32' })));
    expectClose('values', stack(counted), values!, { ulps: 4 });
  });
});
