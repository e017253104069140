import { afterEach, beforeEach, expect } from 'vitest';

/** Makes every test fail that writes to console.error or console.warn without saying that it expects to. */

let calls: string[] = [];

const record =
  (level: string) =>
  (...values: unknown[]): void => {
    calls.push(`${level}: ${values.map(String).join(' ')}`);
  };

/** What the test has written so far to console.error and console.warn; a test that expects output takes it. */
export function takeConsoleCalls(): string[] {
  const taken = calls;
  calls = [];
  return taken;
}

beforeEach(() => {
  calls = [];
  console.error = record('error');
  console.warn = record('warn');
});

afterEach(() => {
  expect(takeConsoleCalls(), 'unexpected console output').toEqual([]);
});
