import { describe, expect, it } from 'vitest';
import { attackPlane, weightMoves } from '../../site/src/attackGeometry.ts';
import type { Attack } from '../../site/src/attackLab.ts';
import { attackLabFor } from '../../site/src/attackLab.ts';
import { bandLimits, bandOf, between } from '../../site/src/bandScale.ts';
import { drawTask, type Weights } from '../../site/src/experiment.ts';

const task = drawTask({ inputs: 50, seed: 3 });
const settings = { initialStd: 0.001, mismatchLevel: 0.05, attackSteps: 20 };
const lab = attackLabFor(task);
const attack: Attack = lab.attack(task.weights, 0, 3, settings);

const meanProduct = (a: Weights, b: Weights): number => {
  const [x, y] = [
    [...a[0], ...a[1]],
    [...b[0], ...b[1]],
  ];
  return x.reduce((sum, value, index) => sum + value * y[index]!, 0) / x.length;
};

describe('the plane of an attack', () => {
  const plane = attackPlane(task.weights, attack.way)!;

  it('has two directions of length 1 at a right angle, and holds where the attack ends', () => {
    expect(meanProduct(plane.u, plane.u)).toBeCloseTo(1, 5);
    expect(meanProduct(plane.v, plane.v)).toBeCloseTo(1, 5);
    expect(meanProduct(plane.u, plane.v)).toBeCloseTo(0, 5);
    expect(plane.path).toHaveLength(21);
    const end = plane.path.at(-1)!;
    expect(end.y).toBeCloseTo(0, 6);
    const damageAt = lab.slice(task.weights, 0, plane.u, plane.v);
    expect(damageAt(0, 0)).toBe(0);
    expect(damageAt(end.x, end.y) / attack.damages[20]!).toBeCloseTo(1, 3);
  });

  it('is none where the attack does not move', () => {
    expect(attackPlane(task.weights, [task.weights, task.weights])).toBeUndefined();
  });
});

describe('which weights move', () => {
  const moves = weightMoves(task.weights, attack, 0.06, 4);

  it('counts every weight at every step, and divides the whole damage', () => {
    for (const [layer, { count, histograms, shares }] of moves.layers.entries()) {
      expect(count).toBe(task.weights[layer]!.length);
      for (const counts of histograms) expect(counts.reduce((sum, each) => sum + each)).toBe(count);
      expect(shares[0]).toBe(0);
    }
    expect(moves.layers[0]!.shares[20]! + moves.layers[1]!.shares[20]!).toBeCloseTo(1, 9);
  });

  it('names the worst weights, which move the damage up by the shares given', () => {
    const shares = moves.top.map((move) => move.shares[20]!);
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    for (const { layer, from, to, values, before } of moves.top) {
      const index = (from - 1) * [8, 2][layer]! + to - 1;
      expect(before).toBe(task.weights[layer][index]);
      expect(values[20]).toBe(attack.way[20]![layer][index]);
    }
  });
});

describe('the bands of a slice', () => {
  it('are limited by the seven largest round numbers below the highest value', () => {
    expect(bandLimits(0.95)).toEqual([0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5]);
    expect(bandOf(0.004, bandLimits(0.95))).toBe(0);
    expect(bandOf(0.005, bandLimits(0.95))).toBe(1);
    expect(bandOf(0.9, bandLimits(0.95))).toBe(7);
  });

  it('are exact between the points of a grid for the square of a distance', () => {
    const grid = { columns: 3, rows: 2, damages: [0, 1, 4, 1, 4, 9] };
    expect(between(grid, 1.5, 0.5)).toBeCloseTo(4, 12);
    expect(between(grid, 2, 1)).toBe(9);
  });
});
