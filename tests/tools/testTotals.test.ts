import { describe, expect, it } from 'vitest';
import { closingLine, countStep, countTests, sumTotals } from '../../tools/testTotals.mjs';

const report = {
  numPassedTests: 4,
  numFailedTests: 1,
  numPendingTests: 2,
  numTodoTests: 1,
  testResults: [
    { status: 'passed', assertionResults: [{ status: 'passed' }] },
    { status: 'failed', assertionResults: [{ status: 'failed' }] },
  ],
};
const brokenFile = { status: 'failed', assertionResults: [] };

describe('countTests', () => {
  it('counts skipped and planned tests as skipped', () => {
    expect(countTests(report, 1)).toEqual({ passed: 4, failed: 1, skipped: 3 });
  });

  it('counts a file that cannot be loaded as a failure', () => {
    const broken = { ...report, testResults: [...report.testResults, brokenFile] };
    expect(countTests(broken, 1).failed).toBe(2);
  });

  it('counts a failed run as a failure even if no test failed', () => {
    const passing = { ...report, numFailedTests: 0, testResults: [] };
    expect(countTests(passing, 1).failed).toBe(1);
    expect(countTests(passing, null).failed).toBe(1);
    expect(countTests(passing, 0).failed).toBe(0);
  });

  it('counts a run without a report as a failure', () => {
    expect(countTests(undefined, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

describe('closingLine', () => {
  it('adds up all steps', () => {
    const totals = sumTotals([countStep(0), countStep(1), { passed: 5, failed: 0, skipped: 0 }]);
    expect(closingLine(totals)).toBe('6 passed, 1 failed');
  });

  it('mentions skipped tests only if there are any', () => {
    expect(closingLine({ passed: 1, failed: 0, skipped: 2 })).toBe('1 passed, 0 failed, 2 skipped');
  });
});
