import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as elementary from '../../src/elementary/index.ts';
import { cos, exp, expm1, log, log1p, pow, sin, tanh } from '../../src/elementary/index.ts';

type Printed = number | 'nan' | 'inf' | '-inf';

/** See tests/golden/elementary.py: arguments, the nearest float64, and what is missing from it in its own units. */
interface Case {
  readonly name: keyof typeof elementary;
  readonly points: readonly (readonly Printed[])[];
}

const read = (printed: Printed): number =>
  typeof printed === 'number' ? printed : { nan: NaN, inf: Infinity, '-inf': -Infinity }[printed];

const { cases }: { cases: readonly Case[] } = JSON.parse(
  readFileSync(new URL('../golden/elementary.json', import.meta.url), 'utf8'),
);

/** The distance from |x| to the next float64 away from 0. */
function unitInLastPlace(x: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(x));
  view.setBigUint64(0, view.getBigUint64(0) + 1n);
  return view.getFloat64(0) - Math.abs(x);
}

/** The distance of a result from the exact value, in units of the last place; 0 for the very number that is due. */
function unitsOff(actual: number, expected: number, error: number): number {
  if (Object.is(actual, expected)) return Math.abs(error);
  if (!Number.isFinite(expected) || !Number.isFinite(actual) || expected === 0) return Infinity;
  return Math.abs((actual - expected) / unitInLastPlace(expected) - error);
}

/** What each function's docstring promises, in units of the last place. */
const bounds: Readonly<Record<keyof typeof elementary, number>> = {
  log: 0.51,
  log1p: 0.51,
  exp: 0.8,
  expm1: 1,
  tanh: 0.8,
  sin: 0.8,
  cos: 0.8,
  pow: 0.8,
};

const unary = { log, log1p, exp, expm1, tanh, sin, cos };

const evaluate = (name: keyof typeof elementary, [x, y]: readonly number[]): number =>
  name === 'pow' ? pow(x!, y!) : unary[name](x!);

describe('an elementary function', () => {
  it('has reference values, each of them', () => {
    expect(cases.map(({ name }) => name).sort()).toEqual(Object.keys(elementary).sort());
  });

  it.each(cases)(
    'is within its bound of the exact value at every reference point: $name',
    ({ name, points }) => {
      expect(points.length).toBeGreaterThan(200);
      const wrong = points
        .map((point) => point.map(read))
        .map((point) => ({ point, actual: evaluate(name, point) }))
        .filter(({ point, actual }) => !(unitsOff(actual, point.at(-2)!, point.at(-1)!) <= bounds[name]));
      expect(wrong).toEqual([]);
    },
  );
});

describe('the last bit of an elementary function', () => {
  it.each(cases)('is the nearest at 19 of 20 reference points: $name', ({ name, points }) => {
    const right = points
      .map((point) => point.map(read))
      .filter((point) => Object.is(evaluate(name, point), point.at(-2)));
    expect(right.length / points.length).toBeGreaterThan(0.95);
  });
});

describe('elementary functions together', () => {
  const finite = (min: number, max: number) => fc.double({ min, max, noNaN: true });

  it('are odd or even to the bit where the function is', () => {
    fc.assert(
      fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (x) => {
        expect(sin(-x)).toBe(-sin(x));
        expect(cos(-x)).toBe(cos(x));
        expect(tanh(-x)).toBe(-tanh(x));
      }),
    );
  });

  it('give exact powers exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: -30, max: 30 }), fc.integer({ min: 1, max: 10 }), (base, exponent) => {
        expect(pow(base, exponent)).toBe(Number(BigInt(base) ** BigInt(exponent)));
      }),
    );
  });

  it('undo each other, exp and log, within the rounding of both', () => {
    fc.assert(
      fc.property(finite(-700, 700), (x) => {
        expect(Math.abs(log(exp(x)) - x)).toBeLessThanOrEqual(2 * Number.EPSILON * Math.max(1, Math.abs(x)));
      }),
    );
  });
});
