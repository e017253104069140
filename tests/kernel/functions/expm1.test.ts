import { describe, it } from 'vitest';
import { expm1, expm1MaxUlp } from '../../../src/kernel/functions/expm1.ts';
import { dense, everywhere, expectBound, expectValues, identityAtZero } from './measure.ts';

describe('expm1', () => {
  it('has the stated error', () => {
    expectBound(expm1, [everywhere, dense(-1, 1), dense(0.34, 0.36), dense(85, 89)], Math.expm1, expm1MaxUlp);
  });

  it('has exact special values', () => {
    expectValues(expm1, [
      ...identityAtZero,
      [-Infinity, -1],
      [-1e30, -1],
      [-30, -1],

      [88.7229, Infinity],
      [1e30, Infinity],
      [Infinity, Infinity],
    ]);
  });
});
