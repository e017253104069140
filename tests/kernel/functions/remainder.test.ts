import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runLanes } from '../../../src/interpreter/lanes.ts';
import { remainder } from '../../../src/kernel/functions/remainder.ts';
import { type Lane, laneProgram } from '../../../src/kernel/lane.ts';
import { everywhere } from './measure.ts';

const program = laneProgram(['f32', 'f32'], (b, x, y) => remainder(b, x as Lane, y as Lane));

function expectExact(x: Float32Array, y: Float32Array): void {
  const got = runLanes(program, [x, y], x.length)[0] as Float32Array;
  const wrong = got.findIndex((rest, index) => !Object.is(rest, (x[index] as number) % (y[index] as number)));
  expect(wrong, `${x[wrong]} by ${y[wrong]} is ${got[wrong]}`).toBe(-1);
}

describe('remainder', () => {
  it('is exact for all exponents', () => {
    const some = everywhere.filter((_, index) => index % 5 === 0);
    expectExact(some, some.slice().reverse());
  });

  it('is exact for any two floats, and close to multiples of the divisor', () => {
    fc.assert(
      fc.property(fc.float(), fc.float(), fc.integer({ min: 1, max: 2 ** 24 }), (x, y, factor) => {
        const near = Math.fround(y * factor);
        expectExact(Float32Array.of(x, near, -near, near), Float32Array.of(y, y, y, factor));
      }),
      { numRuns: 2000 },
    );
  });

  it('has the special values of C', () => {
    const special = [0, -0, 1, -1, Infinity, -Infinity, Number.NaN, 2 ** -149, -(2 ** 127), 3 * 2 ** -148];
    const x = Float32Array.from(special.flatMap((each) => special.map(() => each)));
    expectExact(x, Float32Array.from(special.flatMap(() => special)));
  });
});
