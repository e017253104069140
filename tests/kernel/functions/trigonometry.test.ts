import { describe, expect, it } from 'vitest';
import { cos, cosMaxUlp } from '../../../src/kernel/functions/cos.ts';
import { largestAngle } from '../../../src/kernel/functions/quarterTurns.ts';
import { sin, sinMaxUlp } from '../../../src/kernel/functions/sin.ts';
import { dense, everywhere, expectBound, expectValues, identityAtZero, runLane } from './measure.ts';

const inRange = everywhere.filter((x) => Math.abs(x) <= largestAngle);

/** The floats next to multiples of pi / 2, where the reduced angle is smallest. */
const nearTurns = Float32Array.from({ length: 63_000 }, (_, n) => (n * Math.PI) / 2);

const angles = [inRange, dense(-7, 7), dense(9e4, 1e5), dense(-1e5, -1e4), nearTurns];

const beyond = Float32Array.of(100_001, -1e6, 1e10, 2 ** 100, (2 - 2 ** -23) * 2 ** 127);

describe('sin', () => {
  it('has the stated error up to the largest angle', () => {
    expectBound(sin, angles, Math.sin, sinMaxUlp);
  });

  it('has exact special values', () => {
    expectValues(sin, [...identityAtZero, [Infinity, Number.NaN], [-Infinity, Number.NaN]]);
  });

  it('takes larger angles for 0', () => {
    expect(runLane(sin, beyond).map(Math.abs)).toEqual(new Float32Array(beyond.length));
  });
});

describe('cos', () => {
  it('has the stated error up to the largest angle', () => {
    expectBound(cos, angles, Math.cos, cosMaxUlp);
  });

  it('has exact special values', () => {
    expectValues(cos, [
      [0, 1],
      [-0, 1],
      [2 ** -149, 1],
      [Infinity, Number.NaN],
      [-Infinity, Number.NaN],
    ]);
  });

  it('takes larger angles for 0', () => {
    expect(runLane(cos, beyond)).toEqual(new Float32Array(beyond.length).fill(1));
  });
});
