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

  it('keeps to a range, moving as little as it can', () => {
    expect(moveApart([10, 10, 100], 15, [5, 90])).toEqual([5, 20, 90]);
    expect(moveApart([95, 99, 98, 20], 15, [0, 100])).toEqual([70, 100, 85, 20]);
    expect(moveApart([50, 60], 15, [55, 60])).toEqual([55, 70]);
  });

  it('in a range is as near as any other placing that keeps the gap', () => {
    const wanted = fc.array(fc.integer({ min: -50, max: 150 }), { minLength: 3, maxLength: 3 });
    const places = Array.from({ length: 15 }, (_, index) => 7 * index);
    const others = places.flatMap((a) => places.flatMap((b) => places.map((c) => [a, b, c])));
    const apart = others.filter(([a = 0, b = 0, c = 0]) => b - a >= 21 && c - b >= 21);
    const costOf = (wishes: readonly number[], placed: readonly number[]) =>
      wishes.reduce((sum, wish, index) => sum + (placed[index]! - wish) ** 2, 0);
    fc.assert(
      fc.property(wanted, (given) => {
        const sorted = [...given].sort((a, b) => a - b);
        const cost = costOf(sorted, moveApart(sorted, 21, [0, 98]));
        for (const other of apart) expect(costOf(sorted, other)).toBeGreaterThanOrEqual(cost - 1e-9);
      }),
      { numRuns: 30 },
    );
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
