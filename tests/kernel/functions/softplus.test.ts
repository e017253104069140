import { describe, it } from 'vitest';
import { rsqrt, rsqrtMaxUlp } from '../../../src/kernel/functions/rsqrt.ts';
import { softplus, softplusMaxUlp } from '../../../src/kernel/functions/softplus.ts';
import { dense, everywhere, expectBound, expectValues } from './measure.ts';

describe('softplus', () => {
  it('has the stated error', () => {
    const exact = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    expectBound(softplus, [everywhere, dense(-20, 20), dense(-104, -80)], exact, softplusMaxUlp);
  });

  it('has exact special values', () => {
    expectValues(softplus, [
      [Infinity, Infinity],
      [-Infinity, 0],
      [100, 100],
      [-200, 0],
    ]);
  });
});

describe('rsqrt', () => {
  it('has the stated error', () => {
    expectBound(rsqrt, [everywhere, dense(0.5, 4)], (x) => 1 / Math.sqrt(x), rsqrtMaxUlp);
  });

  it('has exact special values', () => {
    expectValues(rsqrt, [
      [0, Infinity],
      [-0, -Infinity],
      [Infinity, 0],
      [-1, Number.NaN],
      [4, 0.5],
    ]);
  });
});
