import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { type Tensor, tensor } from '../../src/trace/index.ts';

/** An array as goldenFile.py writes it. */
export interface GoldenArray {
  readonly dtype: 'f32' | 'i32' | 'u32' | 'bool' | 'f64';
  readonly shape: readonly number[];
  readonly data: readonly GoldenNumber[];
}

export type GoldenNumber = number | boolean | 'nan' | 'inf' | '-inf';

/** The values made by `tests/golden/<name>.py`; the type is what that script says it writes. */
export const readGolden = <File>(name: string): File =>
  JSON.parse(readFileSync(`tests/golden/${name}.json`, 'utf8')) as File;

const words = { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, '-inf': Number.NEGATIVE_INFINITY };

export const goldenNumber = (value: GoldenNumber): number =>
  typeof value === 'string' ? words[value] : Number(value);

export const goldenTensor = ({ dtype, shape, data }: GoldenArray): Tensor =>
  tensor(Float64Array.from(data, goldenNumber), { dtype: dtype === 'f64' ? 'f32' : dtype, shape });

const EPSILON = 2 ** -23;

/** How far numbers may be apart: so many units in the last place of each, or of `scale` where that is larger. */
export interface Closeness {
  readonly ulps: number;
  /** The size of what was added up to get there. Default: the largest expected number. */
  readonly scale?: number;
}

/** Expects float32 numbers to agree with golden ones; NaN agrees with NaN, an infinity with itself. */
export function expectClose(
  what: string,
  actual: Tensor,
  expected: readonly GoldenNumber[],
  { ulps, scale }: Closeness,
): void {
  const numbers = expected.map(goldenNumber);
  const finite = numbers.filter(Number.isFinite).map(Math.abs);
  const size = scale ?? Math.max(0, ...finite);
  const given = [...actual.toTypedArray()];
  expect(given, what).toHaveLength(numbers.length);
  numbers.forEach((number, index) => {
    const value = given[index]!;
    if (!Number.isFinite(number)) expect(value, `${what}[${index}]`).toBe(number);
    else {
      const tolerance = ulps * EPSILON * Math.max(Math.abs(number), size);
      const report = `${what}[${index}]: ${value} is not within ${tolerance} of ${number}`;
      expect(Math.abs(value - number), report).toBeLessThanOrEqual(tolerance);
    }
  });
}
