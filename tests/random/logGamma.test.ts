import { describe, expect, it } from 'vitest';
import { logGammaOfNext } from '../../src/random/logGamma.ts';
import { tensor } from '../../src/trace/index.ts';

describe('logGammaOfNext', () => {
  // Python: math.lgamma(x + 1).
  it.each([
    [0, 0],
    [1, 0],
    [0.5, -0.12078223763524526],
    [2, Math.LN2],
    [5, 4.787491742782046],
    [10, 15.104412573075516],
    [30, 74.65823634883016],
    [100, 363.7393755555635],
  ])('of %d is %d', (x, expected) => {
    // A few units of float32 in the last place of what is added and subtracted: 5.6, and about x log x.
    const size = Math.max(6, x * Math.log(x + 1));
    expect(Math.abs(logGammaOfNext(tensor(x)).item() - expected)).toBeLessThan(4 * 2 ** -24 * size);
  });
});
