import { describe, expect, it } from 'vitest';
import { logarithmicTicks } from '../../src/plot/logarithmicAxis.ts';

describe('logarithmicTicks', () => {
  it('are powers of ten, and doubles and fivefolds where those are few', () => {
    expect(logarithmicTicks([0.00008, 7])).toEqual([0.0001, 0.001, 0.01, 0.1, 1]);
    expect(logarithmicTicks([0.04, 1.5])).toEqual([0.05, 0.1, 0.2, 0.5, 1]);
  });
});
