import { describe, expect, it } from 'vitest';
import { runLanes } from '../../../src/interpreter/lanes.ts';
import { erfinv, erfinvMaxUlp } from '../../../src/kernel/functions/erfinv.ts';
import { exp, expMaxUlp } from '../../../src/kernel/functions/exp.ts';
import { log, logMaxUlp } from '../../../src/kernel/functions/log.ts';
import { log1p, log1pMaxUlp } from '../../../src/kernel/functions/log1p.ts';
import { pow, powMaxUlp } from '../../../src/kernel/functions/pow.ts';
import { sigmoid, sigmoidMaxUlp } from '../../../src/kernel/functions/sigmoid.ts';
import { tanh, tanhMaxUlp } from '../../../src/kernel/functions/tanh.ts';
import { type Lane, type LaneBuilder, laneProgram } from '../../../src/kernel/lane.ts';
import { type GoldenArray, type GoldenNumber, goldenNumber, readGolden } from '../../golden/readGolden.ts';

type LaneFunction = (b: LaneBuilder, ...args: Lane[]) => Lane;

function run(write: LaneFunction, ...inputs: Float32Array[]): Float32Array {
  const program = laneProgram(
    inputs.map(() => 'f32' as const),
    write,
  );
  return runLanes(program, inputs, inputs[0]!.length)[0] as Float32Array;
}

/** The distance of a float32 from a real number, in units in its last place; the step after the last finite one is infinity. */
function ulpError(got: number, exact: number): number {
  if (Number.isNaN(exact) || Number.isNaN(got)) return Object.is(exact, got) ? 0 : Infinity;
  if (Math.fround(exact) === got) return Number.isFinite(got) ? Math.abs(got - exact) / ulpOf(exact) : 0;
  if (Math.abs(exact) === Infinity) return Infinity;
  const limit = (x: number): number => Math.max(-(2 ** 128), Math.min(2 ** 128, x));
  return Math.abs(limit(got) - limit(exact)) / ulpOf(limit(exact));
}

const ulpOf = (x: number): number =>
  2 ** (Math.min(127, Math.max(-126, Math.floor(Math.log2(Math.abs(x))))) - 23);

/** Every 4099th of all float32: all exponents, both signs, subnormals and NaN. */
const everywhere = new Float32Array(
  Uint32Array.from({ length: Math.floor(2 ** 32 / 4099) }, (_, index) => index * 4099).buffer,
);

/** Equal steps from `low` up to `high`. */
const dense = (low: number, high: number, count = 200_000): Float32Array =>
  Float32Array.from({ length: count }, (_, index) => low + ((high - low) * index) / count);

/** The largest error of results, and where it is. */
function worst(got: Float32Array, exact: (index: number) => number): { error: number; index: number } {
  let largest = { error: 0, index: 0 };
  got.forEach((value, index) => {
    const error = ulpError(value, exact(index));
    if (error > largest.error) largest = { error, index };
  });
  return largest;
}

/** The stated bound holds, and says what the error is: no less than half of it is reached. */
function expectBound(found: { error: number; index: number }[], bound: number): void {
  const error = Math.max(...found.map((each) => each.error));
  expect(error, JSON.stringify(found)).toBeLessThanOrEqual(bound);
  expect(error).toBeGreaterThan(bound / 2);
}

interface Accuracy {
  readonly write: LaneFunction;
  readonly reference: (x: number) => number;
  readonly maxUlp: number;
  /** Where the error is largest. */
  readonly ranges: readonly Float32Array[];
  /** Arguments with exactly defined results. */
  readonly special: readonly (readonly [x: number, y: number])[];
}

const SMALLEST = 2 ** -149;
const TOP = (2 - 2 ** -23) * 2 ** 127;
const oddAt0 = [
  [0, 0],
  [-0, -0],
  [SMALLEST, SMALLEST],
  [-SMALLEST, -SMALLEST],
  [2 ** -130, 2 ** -130],
] as const;

const functions: Readonly<Record<string, Accuracy>> = {
  exp: {
    write: (b, x) => exp(b, x!),
    reference: Math.exp,
    maxUlp: expMaxUlp,
    ranges: [dense(-104, 89), dense(-1, 1)],
    special: [
      [0, 1],
      [-0, 1],
      [SMALLEST, 1],
      [-Infinity, 0],
      [-TOP, 0],
      [TOP, Infinity],
      [Infinity, Infinity],
    ],
  },
  log: {
    write: (b, x) => log(b, x!),
    reference: Math.log,
    maxUlp: logMaxUlp,
    ranges: [dense(0.5, 2), dense(1.35, 1.45)],
    special: [
      [0, -Infinity],
      [-0, -Infinity],
      [1, 0],
      [-SMALLEST, Number.NaN],
      [-Infinity, Number.NaN],
      [Infinity, Infinity],
      [SMALLEST, Math.fround(-149 * Math.LN2)],
    ],
  },
  log1p: {
    write: (b, x) => log1p(b, x!),
    reference: Math.log1p,
    maxUlp: log1pMaxUlp,
    ranges: [dense(-0.7, 2), dense(-(2 ** -22), 2 ** -22)],
    special: [...oddAt0, [-1, -Infinity], [-1.5, Number.NaN], [-Infinity, Number.NaN], [Infinity, Infinity]],
  },
  tanh: {
    write: (b, x) => tanh(b, x!),
    reference: Math.tanh,
    maxUlp: tanhMaxUlp,
    ranges: [dense(0.5, 0.75), dense(-1.5, -0.5)],
    special: [...oddAt0, [Infinity, 1], [-Infinity, -1], [TOP, 1], [-TOP, -1]],
  },
  sigmoid: {
    write: (b, x) => sigmoid(b, x!),
    reference: (x) => 1 / (1 + Math.exp(-x)),
    maxUlp: sigmoidMaxUlp,
    ranges: [dense(-104, 20), dense(-3, 3)],
    special: [
      [0, 0.5],
      [-0, 0.5],
      [SMALLEST, 0.5],
      [-SMALLEST, 0.5],
      [Infinity, 1],
      [-Infinity, 0],
      [TOP, 1],
      [-TOP, 0],
    ],
  },
};

describe.each(Object.entries(functions))('%s', (_, { write, reference, maxUlp, ranges, special }) => {
  it('has the stated error', () => {
    const sets = [everywhere, ...ranges];
    expectBound(
      sets.map((set) => worst(run(write, set), (index) => reference(set[index]!))),
      maxUlp,
    );
  });

  it('has exact special values', () => {
    const cases = [...special, [Number.NaN, Number.NaN] as const];
    const results = run(
      write,
      Float32Array.from(cases, ([x]) => x),
    );
    expect([...results]).toEqual(cases.map(([, y]) => y));
  });
});

/** C's pow in float64: JavaScript's, which differs where the base is 1 or -1. */
const powReference = (x: number, y: number): number =>
  x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y;

describe('pow', () => {
  const power: LaneFunction = (b, x, y) => pow(b, x!, y!);
  const bound = (x: Float32Array, y: Float32Array) =>
    worst(run(power, x, y), (index) => powReference(x[index]!, y[index]!));

  it('has the stated error', () => {
    const bases = everywhere.filter((_, index) => index % 4 === 0);
    // Exponents that spread the results over all floats; every fifth is a whole number.
    const exponents = bases.map((x, index) => {
      const size = Math.abs(Math.log2(Math.abs(x))) || 1;
      const y = (((index * 7919) % 3001) / 1500 - 1) * Math.min(150 / size, 1e6);
      return index % 5 === 0 ? Math.round(y) : y;
    });
    const nearOne = dense(0.5, 2);
    const steep = nearOne.map(
      (x, index) => ((((index * 7919) % 2999) / 1500 - 1) * 126) / (Math.log2(x) || 1),
    );
    const plain = nearOne.map((_, index) => ((index * 7919) % 601) / 100 - 3);
    expectBound([bound(bases, exponents), bound(nearOne, steep), bound(nearOne, plain)], powMaxUlp);
  });

  it('has the special values of the C standard', () => {
    const numbers = [
      0,
      -0,
      1,
      -1,
      2,
      -2,
      0.5,
      -0.5,
      3,
      -3,
      1.5,
      SMALLEST,
      -SMALLEST,
      TOP,
      -TOP,
      Infinity,
      -Infinity,
      Number.NaN,
    ];
    const pairs = numbers.flatMap((x) => numbers.map((y) => [x, y] as const));
    const results = run(
      power,
      Float32Array.from(pairs, ([x]) => x),
      Float32Array.from(pairs, ([, y]) => y),
    );
    const rows = pairs.map(
      ([x, y], index) => `${x} ^ ${y} = ${Object.is(results[index], -0) ? '-0' : results[index]}`,
    );
    const expected = pairs.map(([x, y]) => {
      const exact = Math.fround(powReference(x, y));
      return `${x} ^ ${y} = ${Object.is(exact, -0) ? '-0' : exact}`;
    });
    const isExact = ([x, y]: readonly [number, number]): boolean => {
      const value = Math.abs(powReference(x, y));
      return Number.isNaN(value) || [0, 1, Infinity].includes(value);
    };
    expect(rows.filter((_, index) => isExact(pairs[index]!))).toEqual(
      expected.filter((_, index) => isExact(pairs[index]!)),
    );
  });
});

describe('erfinv', () => {
  const inverse: LaneFunction = (b, x) => erfinv(b, x!);

  it('has the stated error, against SciPy', () => {
    const table = readGolden<{ x: GoldenNumber[]; erfinv: GoldenNumber[] }>('erfinv');
    const exact = table.erfinv.map(goldenNumber);
    expectBound(
      [worst(run(inverse, Float32Array.from(table.x, goldenNumber)), (index) => exact[index]!)],
      erfinvMaxUlp,
    );
  });

  it('is within 1e-6 of JAX', () => {
    const { cases } = readGolden<{
      cases: { op: string; reference: string; inputs: GoldenArray[]; outputs: GoldenArray[] }[];
    }>('elementwise');
    const own = cases.filter(({ op, reference }) => op === 'erfinv' && reference === 'jax');
    expect(own.length).toBeGreaterThan(3);
    for (const { inputs, outputs } of own) {
      const x = inputs[0]!.data.map(goldenNumber);
      run(inverse, Float32Array.from(x)).forEach((value, index) => {
        const jax = goldenNumber(outputs[0]!.data[index]!);
        if (Number.isFinite(jax))
          expect(Math.abs(value - jax), `at ${x[index]}`).toBeLessThanOrEqual(1e-6 * Math.abs(jax));
        else expect(value, `at ${x[index]}`).toBe(jax);
      });
    }
  });

  it('has exact special values', () => {
    const arguments_ = [0, -0, 1, -1, 1.5, -Infinity, Infinity, Number.NaN];
    expect([...run(inverse, Float32Array.from(arguments_))]).toEqual([
      0,
      -0,
      Infinity,
      -Infinity,
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
  });
});
