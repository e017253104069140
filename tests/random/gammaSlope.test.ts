import { describe, expect, it } from 'vitest';
import { gammaSlope } from '../../src/random/gammaSlope.ts';
import { gamma, key } from '../../src/random/index.ts';
import { jit } from '../../src/runtime/index.ts';
import { grad, stack, type Tensor, tensor, vmap } from '../../src/trace/index.ts';
import { type GoldenArray, goldenNumber, goldenTensor, readGolden } from '../golden/readGolden.ts';

interface SlopeCase {
  readonly name: string;
  readonly inputs: readonly GoldenArray[];
  readonly outputs: readonly GoldenArray[];
}

const { cases } = readGolden<{ cases: readonly SlopeCase[] }>('gammaSlope');
const goldenCase = (name: string): SlopeCase => cases.find((each) => each.name === name)!;
const numbers = (x: Tensor): number[] => [...x.toTypedArray()];

describe('the slope of a gamma number by its concentration', () => {
  it('is that of the incomplete gamma function at 40 digits, from 0.0001 to 0.9999 of its distribution', () => {
    const { inputs, outputs } = goldenCase('at quantiles');
    const [a, x] = inputs.map(goldenTensor) as [Tensor, Tensor];
    const concentrations = numbers(a);
    numbers(jit(gammaSlope)(a, x)).forEach((slope, index) => {
      const expected = goldenNumber(outputs[0]!.data[index]!);
      // About √a terms that are added up cancel to 1; the rest is the rounding of some logarithms and divisions.
      const tolerance = 2 ** -23 * (12 + Math.sqrt(concentrations[index]!));
      const report = `${slope} beside ${expected} for a = ${concentrations[index]}`;
      expect(Math.abs(slope / expected - 1), report).toBeLessThanOrEqual(tolerance);
    });
  });

  it('is 0 for a number that has underflowed to 0', () => {
    expect(numbers(gammaSlope(tensor([0.001, 1]), tensor([0, 0])))).toEqual([0, 0]);
  });
});

describe('the gradient of gamma', () => {
  const { inputs, outputs } = goldenCase('of draws');
  const [words, concentrations, cotangents] = inputs.map(goldenTensor) as [Tensor, Tensor, Tensor];
  const loss = (a: Tensor): Tensor =>
    gamma({ ...key(0), words }, a, [25, 8])
      .mul(cotangents)
      .sum();

  it('is that of JAX', () => {
    const expected = outputs[0]!.data.map(goldenNumber);
    const eager = numbers(grad(loss)(concentrations));
    expect(numbers(jit(grad(loss))(concentrations))).toEqual(eager);
    eager.forEach((value, index) => {
      // JAX computes in float32 too, with logarithms and digamma numbers that cancel for large concentrations.
      const tolerance = 5e-6 * (1 + concentrations.toTypedArray()[index]! / 10);
      expect(Math.abs(value - expected[index]!), `${value} beside ${expected[index]}`).toBeLessThan(
        tolerance,
      );
    });
  });

  it('is taken for each concentration of a batch by itself', () => {
    const one = (a: Tensor): Tensor => gamma(key(2), a, [4]).square().sum();
    const batch = tensor([0.4, 3, 50]);
    const alone = stack(numbers(batch).map((a) => grad(one)(tensor(a))));
    expect(numbers(vmap(grad(one))(batch))).toEqual(numbers(alone));
  });

  it('has no gradient itself, and says so', () => {
    const first = grad((a: Tensor) => gamma(key(2), a));
    expect(() => grad(first)(tensor(2))).toThrow('gamma has no second gradient by its concentration');
  });
});
