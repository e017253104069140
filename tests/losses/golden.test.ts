import { describe, expect, it } from 'vitest';
import {
  boundsClip,
  boundsCost,
  crossEntropy,
  klDivergence,
  l0NormApprox,
  l2SquaredNorm,
  logSoftmax,
  logSoftmaxOfWholeArray,
  mse,
  softmax,
  softmaxOfWholeArray,
  sse,
} from '../../src/losses/index.ts';
import { type Tensor, vjp } from '../../src/trace/index.ts';
import { expectClose, type GoldenArray, type GoldenNumber, goldenNumber, goldenTensor, readGolden } from '../golden/readGolden.ts';

interface LossCase {
  readonly name: string;
  readonly op: string;
  readonly params: {
    readonly temperature?: number;
    readonly sigma?: number;
    readonly lower?: readonly GoldenNumber[];
    readonly upper?: readonly GoldenNumber[];
  };
  readonly inputs: readonly GoldenArray[];
  readonly outputs: readonly GoldenArray[];
  readonly cotangents?: readonly GoldenArray[];
  readonly gradients?: readonly (GoldenArray | null)[];
}

const { cases } = readGolden<{ cases: readonly LossCase[] }>('losses');

/** The bounds of a case as the tree that the inputs are. */
const boundsOf = (bounds: readonly GoldenNumber[] = []): number[] => bounds.map(goldenNumber);

/** What a case computes, of its inputs in the order of the file. */
function functionOf({ op, params }: LossCase): (...inputs: Tensor[]) => Tensor | readonly Tensor[] {
  const { temperature = 1, sigma = 1e-4 } = params;
  const [lower, upper] = [boundsOf(params.lower), boundsOf(params.upper)];
  const functions: Record<string, (...inputs: Tensor[]) => Tensor | readonly Tensor[]> = {
    mse: (output, target) => mse(target!, output!),
    sse: (output, target) => sse(target!, output!),
    softmax: (x) => softmax(x!, { temperature }),
    logSoftmax: (x) => logSoftmax(x!, { temperature }),
    softmaxOfWholeArray: (x) => softmaxOfWholeArray(x!, temperature),
    logSoftmaxOfWholeArray: (x) => logSoftmaxOfWholeArray(x!, temperature),
    crossEntropy: (logits, target) => crossEntropy(target!, logits!),
    klDivergence: (nominal, attacked) => klDivergence(nominal!, attacked!),
    l2SqrNorm: (...leaves) => l2SquaredNorm(leaves),
    l0NormApprox: (...leaves) => l0NormApprox(leaves, sigma),
    boundsCost: (...leaves) => boundsCost(leaves, lower, upper),
    boundsClip: (...leaves) => boundsClip(leaves, lower, upper),
  };
  return functions[op]!;
}

/** The largest number among the inputs of a case: what rounding is relative to. */
function sizeOf({ inputs }: LossCase): number {
  const sizes = inputs.flatMap(({ data }) => data.map(goldenNumber).map(Math.abs)).filter(Number.isFinite);
  return Math.max(1, ...sizes);
}

describe('losses agree with Rockpool and JAX', () => {
  it.each(cases.map((each) => [each.name, each] as const))('%s', (_, each) => {
    const inputs = each.inputs.map(goldenTensor);
    const output = functionOf(each)(...inputs);
    const outputs = Array.isArray(output) ? (output as Tensor[]) : [output as Tensor];
    each.outputs.forEach(({ shape, data }, index) => {
      expect(outputs[index]!.shape).toEqual(shape);
      expectClose('output', outputs[index]!, data, { ulps: 4 });
    });
  });

  const differentiated = cases.filter(({ gradients }) => gradients !== undefined);
  it.each(differentiated.map((each) => [each.name, each] as const))('gradient of %s', (_, each) => {
    const inputs = each.inputs.map(goldenTensor);
    const { pullback } = vjp((...leaves: Tensor[]) => functionOf(each)(...leaves) as Tensor, ...inputs);
    const gradients = pullback(goldenTensor(each.cotangents![0]!));
    each.gradients!.forEach((gradient, index) => {
      if (gradient !== null) expectClose(`gradient ${index}`, gradients[index]!, gradient.data, { ulps: 4 });
    });
  });
});
