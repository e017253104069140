import { describe, expect, it } from 'vitest';
import { robustnessTable, tutorialSummary } from '../../src/cli/tutorialSummary.ts';
import { tutorialReference, tutorialSettings } from '../../src/evaluate/tutorialReference.ts';
import type { TutorialResult } from '../../src/evaluate/tutorialResult.ts';

const training = {
  firstLosses: [1.5405165, 1.4252734, 1.3799117],
  epochLosses: Array.from({ length: 300 }, () => 0.0123456),
  seconds: 212.4,
  stepsPerSecond: 423.7,
};

/** A run whose means are 2 % above the printed ones. */
const result: TutorialResult = {
  settings: tutorialSettings,
  versions: { limpet: '0.1.0', node: '20.20.2', platform: 'linux x64' },
  training: { robust: training, standard: training },
  table: tutorialReference.map(({ level, robust, standard }) => ({
    level,
    robust: { mean: robust.mean * 1.02, std: robust.std * 0.95, samples: [] },
    standard: { mean: standard.mean * 1.02, std: standard.std, samples: [] },
  })),
  hash: 'ab12',
  partial: false,
};

const widest = (text: string) => Math.max(...text.split('\n').map((line) => line.length));

describe('the robustness table', () => {
  it('has a line per level and network, beside the tutorial and relative to it', () => {
    const lines = robustnessTable(result).split('\n');
    expect(lines.length).toBe(2 + 2 * 7);
    expect([...lines.slice(0, 4), ...lines.slice(-2)]).toEqual([
      'level  network   this run           tutorial           Δ mean   Δ std',
      '─────────────────────────────────────────────────────────────────────',
      '0      Robust    0.01353 ± 0        0.01326 ± 0        +2.0 %       -',
      '       Standard  0.00006 ± 0        0.00006 ± 0        +2.0 %       -',
      '0.6    Robust    0.43634 ± 0.29975  0.42779 ± 0.31553  +2.0 %  −5.0 %',
      '       Standard  1.00651 ± 0.39445  0.98677 ± 0.39445  +2.0 %   0.0 %',
    ]);
  });

  it('leaves out what was not measured or not printed', () => {
    const table = [{ level: 0.25, standard: { mean: 123.456, std: 1e6, samples: [] } }];
    expect(
      robustnessTable({ ...result, table })
        .split('\n')
        .slice(2),
    ).toEqual(['0.25   Standard  123.456 ± 1.0e+6  -              -      -']);
  });

  it('shows a deviation that is nothing but rounding as 0', () => {
    const table = [{ level: 0, standard: { mean: 0.01, std: 1e-18, samples: [] } }];
    expect(robustnessTable({ ...result, table })).toContain('0.01000 ± 0  ');
  });

  it('counts how many times the printed value is what is far from it', () => {
    const standard = (mean: number) => ({ level: 0.6, standard: { mean, std: 0.39445, samples: [] } });
    const table = [9.86, 9.88, 1e9].map((mean) => standard(mean));
    const differences = robustnessTable({ ...result, table })
      .split('\n')
      .slice(2)
      .map((line) => line.slice(54, 64).trim());
    expect(differences).toEqual(['+899 %', '× 10.0', '× 1.0e+9']);
  });
});

describe('the summary of a run', () => {
  it('fits 80 columns, whatever the numbers', () => {
    const huge = { mean: 987654.321, std: 1e30, samples: [] };
    const table = tutorialReference.map(({ level }) => ({ level, robust: huge, standard: huge }));
    const settings = {
      ...tutorialSettings,
      epochs: 100_000,
      levels: tutorialReference.map(() => 0.123456789),
    };
    for (const run of [result, { ...result, table, settings }, { ...result, table: [], partial: true }]) {
      expect(widest(tutorialSummary(run))).toBeLessThan(80);
    }
  });

  it('says how training went', () => {
    const lines = tutorialSummary(result).split('\n');
    expect(lines[2]).toBe('Robust    300 of 300    0.01235  3 min 32 s      424');
  });

  it('says that level 0 cannot be compared, in a whole run', () => {
    expect(tutorialSummary(result)).toContain('At level 0 nothing is drawn');
  });

  it('names settings that are not the tutorial’s', () => {
    const settings = { ...tutorialSettings, epochs: 10, betaRobustness: 0.5 };
    expect(tutorialSummary({ ...result, settings }).replaceAll('\n', ' ')).toContain(
      'epochs 10 instead of 300; betaRobustness 0.5 instead of 0.25.',
    );
  });

  it('says first that a run was stopped', () => {
    expect(tutorialSummary({ ...result, partial: true })).toMatch(/^Stopped before the end/);
    expect(tutorialSummary(result)).not.toContain('Stopped before');
  });
});
