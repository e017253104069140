import { describe, expect, it } from 'vitest';
import { intervalBounds, jit, type Tensor, tensor } from '../../src/index.ts';
import { readGolden } from '../golden/readGolden.ts';

interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface Case {
  readonly name: string;
  readonly activation: 'relu' | 'tanh';
  readonly level: number | null;
  readonly absolute: number | null;
  readonly input: Numbers;
  readonly parameters: readonly { readonly weight: Numbers; readonly bias: Numbers }[];
  readonly ibp: { readonly lower: Numbers; readonly upper: Numbers };
}

type Layer = { readonly weight: Tensor; readonly bias: Tensor };

const { cases } = readGolden<{ readonly cases: readonly Case[] }>('weightIntervals');

const tensorOf = ({ shape, data }: Numbers): Tensor => tensor(Float32Array.from(data), { shape });

/** The parameters at one end of their intervals. */
const endOf = ({ parameters, level, absolute }: Case, sign: number): Layer[] =>
  parameters.map(({ weight, bias }) => {
    const moved = (value: Tensor): Tensor =>
      value.add(absolute === null ? value.abs().mul(sign * level!) : sign * absolute);
    return { weight: moved(tensorOf(weight)), bias: moved(tensorOf(bias)) };
  });

function boundsOf(given: Case): { readonly lower: number[]; readonly upper: number[] } {
  const network = (layers: readonly Layer[], x: Tensor): Tensor =>
    layers.reduce((own, { weight, bias }, index) => {
      const output = own.matmul(weight).add(bias);
      return index === layers.length - 1 ? output : output[given.activation]();
    }, x);
  const bounds = jit((low: Layer[], high: Layer[], x: Tensor) =>
    intervalBounds(network)([low, x], [high, x]),
  );
  const { lower, upper } = bounds(endOf(given, -1), endOf(given, 1), tensorOf(given.input));
  return { lower: [...lower.toTypedArray()], upper: [...upper.toTypedArray()] };
}

describe('bounds of dense networks', () => {
  it.each(cases.map((each) => [each.name, each] as const))(
    '(%s) are as close as those of auto_LiRPA',
    (_, given) => {
      const { lower, upper } = boundsOf(given);
      const { ibp } = given;
      ibp.lower.data.forEach((low, index) => {
        const width = ibp.upper.data[index]! - low;
        const own = upper[index]! - lower[index]!;
        expect(own / width).toBeLessThanOrEqual(1.1);
        // The products of the ends are the least that intervals can give: less would be unsound, but for auto_LiRPA's rounding.
        expect(lower[index]! - low).toBeLessThanOrEqual(1e-5 * Math.abs(low));
        expect(ibp.upper.data[index]! - upper[index]!).toBeLessThanOrEqual(
          1e-5 * Math.abs(ibp.upper.data[index]!),
        );
      });
    },
  );
});
