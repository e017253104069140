import { describe, expect, it } from 'vitest';
import { jit } from '../../src/runtime/index.ts';
import { type Tensor, tensor, vjp } from '../../src/trace/index.ts';
import { type GoldenArray, goldenNumber, goldenTensor, readGolden } from '../golden/readGolden.ts';

/** A case as goldenFile.py describes it. */
export interface OperationCase<Params> {
  readonly name: string;
  readonly op: string;
  readonly params: Params;
  readonly reference: 'jax' | 'numpy';
  readonly inputs: readonly GoldenArray[];
  readonly outputs: readonly GoldenArray[];
  readonly rounded?: readonly (GoldenArray | null)[];
  /** The product of absolute values, beside a matrix product. */
  readonly scale?: GoldenArray;
  readonly cotangents?: readonly GoldenArray[];
  readonly gradients?: readonly (GoldenArray | null)[];
  readonly directions?: readonly (GoldenArray | null)[];
  readonly secondGradients?: readonly (GoldenArray | null)[];
}

/** What a case computes, by our methods. */
export type Computation = (...inputs: Tensor[]) => Tensor;

/** Which result of a case is judged: the output, a gradient, or a gradient of gradients. */
export type Part = 'output' | 'gradient' | 'second';

/** How far a result may be from the expected one. The default is 0 ulps: the same number with the same sign. */
export interface Allowance {
  /** Units in the last place of the expected number, or of `scale` where that is larger. */
  readonly ulps?: number;
  readonly scale?: number;
  /** Whether 0 and -0 are taken for equal. */
  readonly anyZero?: boolean;
}

interface Results {
  readonly output: Tensor;
  readonly gradient: readonly Tensor[];
  readonly second: readonly Tensor[];
}

const SMALLEST_NORMAL = 2 ** -126;
const ulpOf = (x: number): number => 2 ** (Math.max(-126, Math.floor(Math.log2(Math.abs(x)))) - 23);

/** A case's output, its vector-Jacobian product, and the gradient of that product's projection. */
function everything<Params>(each: OperationCase<Params>, compute: Computation) {
  const cotangent = each.cotangents ? goldenTensor(each.cotangents[0]!) : null;
  const directions = each.directions?.map((direction) => direction && goldenTensor(direction)) ?? [];
  const gradientOf = (inputs: Tensor[]): readonly Tensor[] =>
    cotangent === null ? [] : vjp(compute, ...inputs).pullback(cotangent);
  const projected = (...inputs: Tensor[]): Tensor => {
    const gradients = gradientOf(inputs);
    const terms = directions.flatMap((direction, index) =>
      direction ? [gradients[index]!.mul(direction).sum()] : [],
    );
    return terms.reduce((sum, term) => sum.add(term));
  };
  return (...inputs: Tensor[]): Results => ({
    output: compute(...inputs),
    gradient: gradientOf(inputs),
    second: each.secondGradients ? vjp(projected, ...inputs).pullback(tensor(1)) : [],
  });
}

/** Expects one array; XLA takes subnormal results for 0, so there JAX's 0 stands for any of them. */
function expectArray(
  what: string,
  actual: Tensor,
  expected: GoldenArray,
  { ulps = 0, scale = 0, anyZero = false }: Allowance,
  flushed: boolean,
): void {
  expect([actual.dtype, actual.shape], what).toEqual([expected.dtype, expected.shape]);
  const values = actual.toTypedArray();
  const wanted = goldenTensor(expected).toTypedArray();
  wanted.forEach((number: number, index: number) => {
    const value = values[index]!;
    const report = `${what}[${index}]: ${value} instead of ${number}`;
    if (Object.is(value, number)) return;
    if (Number.isNaN(number) || !Number.isFinite(number)) expect(value, report).toBe(number);
    else if (flushed && number === 0 && value !== 0 && Math.abs(value) < SMALLEST_NORMAL) return;
    else if (value === 0 && number === 0) expect(anyZero || scale > 0, `${report}: sign of zero`).toBe(true);
    else {
      const tolerance = ulps * Math.max(number === 0 ? 0 : ulpOf(number), scale > 0 ? ulpOf(scale) : 0);
      expect(Math.abs(value - number), report).toBeLessThanOrEqual(tolerance);
    }
  });
}

function expectSameBits(what: string, compiled: Tensor, eager: Tensor): void {
  expect(compiled.type, what).toEqual(eager.type);
  expect([...compiled.toTypedArray()], what).toEqual([...eager.toTypedArray()]);
}

/** The expected output: the exact one rounded once where the file has it, with JAX's sign of zeros. */
function expectedOutput<Params>({ outputs, rounded }: OperationCase<Params>): GoldenArray {
  const jax = outputs[0]!;
  const exact = rounded?.[0];
  if (!exact) return jax;
  return {
    ...exact,
    data: exact.data.map((value, index) => (goldenNumber(value) === 0 ? jax.data[index]! : value)),
  };
}

/** The largest finite number of an array, by absolute value. */
export const largest = (array: GoldenArray | null | undefined): number =>
  Math.max(0, ...(array?.data ?? []).map((value) => Math.abs(goldenNumber(value))).filter(Number.isFinite));

/** How the cases of a golden file are run and judged. */
export interface Judgement<Params> {
  /** What each case computes; nothing for what we do not offer. */
  readonly computation: (each: OperationCase<Params>) => Computation | undefined;
  /** Why there is no computation, by operation or by the start of a case's name. */
  readonly notOffered: Readonly<Record<string, string>>;
  readonly allowance: (each: OperationCase<Params>, part: Part, expected: GoldenArray) => Allowance;
  /** Gradients that are right where JAX's own are not, by case and input. */
  readonly corrected?: (each: OperationCase<Params>, part: Part, input: number) => GoldenArray | undefined;
}

/** Tests every case of a golden file, executed at once and compiled. */
export function testOperations<Params>(file: string, judgement: Judgement<Params>): void {
  const { computation, notOffered, allowance, corrected } = judgement;
  const { cases } = readGolden<{ cases: readonly OperationCase<Params>[] }>(file);
  const missing = new Set(Object.keys(notOffered));
  const isOffered = ({ name }: OperationCase<Params>): boolean =>
    ![...missing].some((start) => name.startsWith(start));

  it(`${file}: what is not offered is named`, () => {
    const without = cases.filter((each) => computation(each) === undefined).map(({ name }) => name);
    expect(without).toEqual(cases.filter((each) => !isOffered(each)).map(({ name }) => name));
    const unused = [...missing].filter((start) => !without.some((name) => name.startsWith(start)));
    expect(unused).toEqual([]);
  });

  const offered = cases.filter(isOffered);
  describe.each(offered.map((each) => [each.name, each] as const))('%s', (_, each) => {
    const inputs = each.inputs.map(goldenTensor);
    const compute = everything(each, computation(each)!);
    const flushed = each.reference === 'jax';

    it('has the values and gradients of JAX', () => {
      const { output, gradient, second } = compute(...inputs);
      const wanted = expectedOutput(each);
      expectArray('output', output, wanted, allowance(each, 'output', wanted), flushed);
      const check = (part: Part, actual: readonly Tensor[], golden: readonly (GoldenArray | null)[] = []) =>
        golden.forEach((array, index) => {
          const expected = corrected?.(each, part, index) ?? array;
          if (expected === null) return;
          expectArray(`${part} ${index}`, actual[index]!, expected, allowance(each, part, expected), flushed);
        });
      check('gradient', gradient, each.gradients);
      check('second', second, each.secondGradients);
    });

    it('has the same bits compiled', () => {
      const eager = compute(...inputs);
      const compiled = jit(compute)(...inputs);
      expectSameBits('output', compiled.output, eager.output);
      for (const part of ['gradient', 'second'] as const) {
        eager[part].forEach((tensor, index) => {
          expectSameBits(part, compiled[part][index]!, tensor);
        });
      }
    });
  });
}
