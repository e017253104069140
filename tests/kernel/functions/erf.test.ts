import { describe, expect, it } from 'vitest';
import { erf, erfMaxUlp } from '../../../src/kernel/functions/erf.ts';
import reference from './erfReference.json' with { type: 'json' };
import { dense, expectBound, expectValues, identityAtZero, runLane } from './measure.ts';

describe('erf', () => {
  it('has the stated error, against mpmath', () => {
    const x = Float32Array.from(reference.x);
    expectBound(erf, [x], (_, __, index) => reference.erf[index] as number, erfMaxUlp);
  });

  it('is odd', () => {
    const x = dense(0, 5);
    expect(
      runLane(
        erf,
        x.map((each) => -each),
      ).map((each) => -each),
    ).toEqual(runLane(erf, x));
  });

  it('has exact special values', () => {
    expectValues(erf, [
      ...identityAtZero.slice(0, 4),
      [4, 1],
      [-5, -1],
      [1e30, 1],
      [Infinity, 1],
      [-Infinity, -1],
    ]);
  });
});
