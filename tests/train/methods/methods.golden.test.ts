import { describe, expect, it } from 'vitest';
import { crossEntropy } from '../../../src/losses/index.ts';
import { instant, linear, sequential } from '../../../src/nn/index.ts';
import { key } from '../../../src/random/key.ts';
import { jit } from '../../../src/runtime/index.ts';
import { floatLeaves, type Tensor, valueAndGrad } from '../../../src/trace/index.ts';
import {
  type AbcdOptions,
  type AmpOptions,
  type AsamOptions,
  type AwpOptions,
  abcd,
  amp,
  asam,
  awp,
  type EntropySgdOptions,
  entropySgd,
  type ForwardNoiseOptions,
  forwardNoise,
  type SamOptions,
  sam,
  standard,
  type TrainingLoss,
} from '../../../src/train/index.ts';
import { type GoldenArray, goldenTensor, readGolden } from '../../golden/readGolden.ts';

/** A case of tests/golden/methods.py, which describes it. */
interface MethodCase {
  readonly name: string;
  readonly method: string;
  readonly options: object;
  readonly seed: number;
  readonly loss: number;
  readonly gradients: readonly (readonly number[])[];
  readonly sensitivity: readonly number[];
}

const golden = readGolden<{
  readonly cases: readonly MethodCase[];
  readonly parameters: readonly GoldenArray[];
  readonly inputs: GoldenArray;
  readonly target: GoldenArray;
}>('methods');

const net = sequential(
  linear({ inputs: 4, outputs: 6, bias: true }),
  instant((x) => x.tanh()),
  linear({ inputs: 6, outputs: 3, bias: true }),
);
type Parameters = ReturnType<typeof net.init>;
const problem = { net, taskLoss: crossEntropy };
const parameters = floatLeaves(net.init(key(0))).rebuild(golden.parameters.map(goldenTensor));
const inputs = goldenTensor(golden.inputs);
const target = goldenTensor(golden.target);

const methods: Record<string, (options: object) => TrainingLoss<Parameters>> = {
  standard: () => standard(problem),
  forwardNoise: (options: ForwardNoiseOptions) => forwardNoise(problem, options),
  sam: (options: SamOptions) => sam(problem, options),
  asam: (options: AsamOptions) => asam(problem, options),
  amp: (options: AmpOptions) => amp(problem, options),
  awp: (options: AwpOptions) => awp(problem, options),
  abcd: (options: AbcdOptions) => abcd(problem, options),
  entropySgd: (options: EntropySgdOptions) => entropySgd(problem, options),
};

describe('the loss and the gradient of a method are those of its equations in float64', () => {
  it.each(golden.cases.map((each) => [each.name, each] as const))('%s', (_, each) => {
    const loss = methods[each.method]!(each.options);
    const evaluate = jit((own: Parameters) =>
      valueAndGrad((moved: Parameters) => loss(moved, inputs, target, key(each.seed)) as Tensor)(own),
    );
    const [value, gradient] = evaluate(parameters);
    expect(Math.abs(value.item() - each.loss)).toBeLessThan(4e-7 * Math.max(1, each.loss));
    floatLeaves(gradient).tensors.forEach((leaf, index) => {
      // What another order of float32 arithmetic (JAX's) makes of it, twice: rounding differs as much again here.
      const tolerance = 2 * Math.max(...each.sensitivity);
      const expected = each.gradients[index]!;
      [...leaf.toTypedArray()].forEach((found, at) => {
        expect(Math.abs(found - expected[at]!), `leaf ${index}, element ${at}`).toBeLessThan(tolerance);
      });
    });
  });
});
