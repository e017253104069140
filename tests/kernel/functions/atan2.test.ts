import { describe, expect, it } from 'vitest';
import { runLanes } from '../../../src/interpreter/lanes.ts';
import { atan2, atan2MaxUlp } from '../../../src/kernel/functions/atan2.ts';
import { type Lane, laneProgram } from '../../../src/kernel/lane.ts';
import { dense, everywhere, ulpError } from './measure.ts';

const program = laneProgram(['f32', 'f32'], (b, y, x) => atan2(b, y as Lane, x as Lane));

function run(y: Float32Array, x: Float32Array): Float32Array {
  return runLanes(program, [y, x], y.length)[0] as Float32Array;
}

/** The largest error over points, in units in the last place. */
function worst(y: Float32Array, x: Float32Array): number {
  const got = run(y, x);
  return got.reduce(
    (most, angle, index) =>
      Math.max(most, ulpError(angle, Math.atan2(y[index] as number, x[index] as number))),
    0,
  );
}

const reversed = (values: Float32Array): Float32Array => values.slice().reverse();

describe('atan2', () => {
  it('has the stated error in every octant and for every exponent', () => {
    const ones = (value: number) => new Float32Array(100_000).fill(value);
    const errors = [
      worst(dense(0, 1), ones(1)),
      worst(dense(-3, 3), ones(-1)),
      worst(ones(-0.7), dense(-2, 2)),
      worst(everywhere, reversed(everywhere)),
    ];
    expect(Math.max(...errors)).toBeLessThanOrEqual(atan2MaxUlp);
    expect(Math.max(...errors)).toBeGreaterThanOrEqual(atan2MaxUlp / 2);
  });

  it('has the signs and multiples of a quarter turn that C has', () => {
    const special = [0, -0, 1, -1, Infinity, -Infinity, Number.NaN, 2 ** -149, -(2 ** 127)];
    const y = Float32Array.from(special.flatMap((each) => special.map(() => each)));
    const x = Float32Array.from(special.flatMap(() => special));
    const got = run(y, x);
    got.forEach((angle, index) => {
      const isDiagonal = Math.abs(y[index] as number) === Math.abs(x[index] as number);
      const exact = Math.atan2(y[index] as number, x[index] as number);
      expect(ulpError(angle, exact), `${y[index]}, ${x[index]}`).toBeLessThanOrEqual(
        isDiagonal ? atan2MaxUlp : 0.5,
      );
      expect(Object.is(angle, -0), `${y[index]}, ${x[index]}`).toBe(Object.is(exact, -0));
    });
  });
});
