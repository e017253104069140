import { expect } from 'vitest';
import { runLanes } from '../../../src/interpreter/lanes.ts';
import { type Lane, type LaneBuilder, laneProgram } from '../../../src/kernel/lane.ts';

type LaneFunction = (b: LaneBuilder, x: Lane) => Lane;

/** Runs a lane function of one number over many. */
export function runLane(write: LaneFunction, x: Float32Array): Float32Array {
  const program = laneProgram(['f32'], (b, lane) => write(b, lane as Lane));
  return runLanes(program, [x], x.length)[0] as Float32Array;
}

/** The distance of a float32 from a real number, in units in the last place of that number; 2^128 stands for infinity. */
export function ulpError(got: number, exact: number): number {
  if (Number.isNaN(exact) || Number.isNaN(got)) return Object.is(exact, got) ? 0 : Infinity;
  if (Math.abs(exact) === Infinity) return got === exact ? 0 : Infinity;
  const bounded = (x: number): number => Math.max(-(2 ** 128), Math.min(2 ** 128, x));
  const size = Math.min(Math.abs(exact), 2 ** 127);
  const exponent = Math.max(-126, Math.floor(Math.log2(size)));
  return Math.abs(bounded(got) - bounded(exact)) / 2 ** (exponent - 23);
}

/** Every 4099th bit pattern: all exponents, both signs, subnormals, infinities and NaN. */
export const everywhere = new Float32Array(
  Uint32Array.from({ length: Math.floor(2 ** 32 / 4099) }, (_, index) => index * 4099).buffer,
);

/** Equal steps from `low` to `high`. */
export const dense = (low: number, high: number): Float32Array =>
  Float32Array.from({ length: 100_000 }, (_, index) => low + ((high - low) * index) / 99_999);

/** Expects the error to keep the bound, and to reach at least half of it. */
export function expectBound(
  write: LaneFunction,
  sets: readonly Float32Array[],
  exact: (x: number, set: number, index: number) => number,
  bound: number,
): void {
  let worst = { error: 0, x: 0 };
  sets.forEach((set, number) => {
    runLane(write, set).forEach((got, index) => {
      const x = set[index] as number;
      const error = ulpError(got, exact(x, number, index));
      if (error > worst.error) worst = { error, x };
    });
  });
  expect(worst.error, `at ${worst.x}`).toBeLessThanOrEqual(bound);
  expect(worst.error).toBeGreaterThanOrEqual(bound / 2);
}

/** Expects exact values, and NaN for NaN. */
export function expectValues(write: LaneFunction, pairs: readonly (readonly [number, number])[]): void {
  const all = [...pairs, [Number.NaN, Number.NaN] as const];
  const got = runLane(
    write,
    Float32Array.from(all, ([x]) => x),
  );
  expect([...got]).toEqual(all.map(([, y]) => Math.fround(y)));
}

const smallest = 2 ** -149;

/** How a function goes through 0 that is the identity there. */
export const identityAtZero = [
  [0, 0],
  [-0, -0],
  [smallest, smallest],
  [-smallest, -smallest],
  [2 ** -127, 2 ** -127],
] as const;
