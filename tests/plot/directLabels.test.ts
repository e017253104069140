import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moveApart } from '../../src/plot/directLabels.ts';

describe('moveApart', () => {
  it('leaves positions that are far enough apart', () => {
    expect(moveApart([40, 0, 20], 15)).toEqual([40, 0, 20]);
  });

  it('moves two equal positions by half a gap each', () => {
    expect(moveApart([10, 10, 100], 15)).toEqual([2.5, 17.5, 100]);
  });

  it('keeps the gap and the order, and every block centred on what it wants', () => {
    const positions = fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(positions, (wanted) => {
        const placed = moveApart(wanted, 15);
        const order = wanted.map((_, index) => index).sort((a, b) => wanted[a]! - wanted[b]!);
        const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
        expect(sum(placed)).toBeCloseTo(sum(wanted), 6);
        order.slice(1).forEach((index, rank) => {
          expect(placed[index]! - placed[order[rank]!]!).toBeGreaterThan(15 - 1e-9);
        });
      }),
    );
  });
});
