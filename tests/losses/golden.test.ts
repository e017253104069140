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
import {
  expectClose,
  type GoldenArray,
  type GoldenNumber,
  goldenNumber,
  goldenTensor,
  readGolden,
} from '../golden/readGolden.ts';

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

const magnitudes = (data: readonly GoldenNumber[]): number[] =>
  data.map(goldenNumber).map(Math.abs).filter(Number.isFinite);

/**
 * How large the numbers are that are added up, and partly cancel, in a case: rounding is relative to them. JAX's channel softmax divides by the
 * temperature first, so that dividing by 3 rounds the exponents; probabilities are of size 1.
 */
function outputScale({ op, params, inputs }: LossCase): number | undefined {
  const { temperature = 1 } = params;
  if (op === 'klDivergence') return 1;
  if (!op.toLowerCase().includes('softmax')) return undefined;
  const exponents =
    op.endsWith('WholeArray') || temperature !== 3 ? 1 : Math.max(...magnitudes(inputs[0]!.data)) / 3;
  return Math.max(1, exponents);
}

/** The same for a gradient: a share of the cotangents, or, of θ⁴ / (θ⁴ + σ), the two terms 4|θ|³ / (θ⁴ + σ) that nearly cancel. */
function gradientScale(each: LossCase, index: number): number | undefined {
  const { op, params, inputs } = each;
  const cotangents = magnitudes(each.cotangents![0]!.data);
  const total = cotangents.reduce((sum, size) => sum + size, 0);
  if (op.toLowerCase().includes('softmax')) return (total * outputScale(each)!) / (params.temperature ?? 1);
  if (op === 'klDivergence') return (total * inputs[0]!.shape.at(-1)!) / inputs[0]!.data.length;
  if (op !== 'l0NormApprox') return undefined;
  const sizes = magnitudes(inputs[index]!.data);
  const terms = sizes.map((size) => (4 * size ** 3) / (size ** 4 + params.sigma!));
  return (total * Math.max(...terms)) / sizes.length / inputs.length;
}

const withScale = (scale: number | undefined) => ({ ulps: 4, ...(scale !== undefined && { scale }) });

describe('losses agree with Rockpool and JAX', () => {
  it.each(cases.map((each) => [each.name, each] as const))('%s', (_, each) => {
    const inputs = each.inputs.map(goldenTensor);
    const output = functionOf(each)(...inputs);
    const outputs = Array.isArray(output) ? (output as Tensor[]) : [output as Tensor];
    each.outputs.forEach(({ shape, data }, index) => {
      expect(outputs[index]!.shape).toEqual(shape);
      expectClose('output', outputs[index]!, data, withScale(outputScale(each)));
    });
  });

  const differentiated = cases.filter(({ gradients }) => gradients !== undefined);
  it.each(differentiated.map((each) => [each.name, each] as const))('gradient of %s', (_, each) => {
    const inputs = each.inputs.map(goldenTensor);
    const { pullback } = vjp((...leaves: Tensor[]) => functionOf(each)(...leaves) as Tensor, ...inputs);
    const gradients = pullback(goldenTensor(each.cotangents![0]!));
    each.gradients!.forEach((gradient, index) => {
      if (gradient === null) return;
      expectClose(
        `gradient ${index}`,
        gradients[index]!,
        gradient.data,
        withScale(gradientScale(each, index)),
      );
    });
  });
});
