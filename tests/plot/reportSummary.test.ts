import { describe, expect, it } from 'vitest';
import { tutorialSettings } from '../../src/evaluate/tutorialReference.ts';
import type { TutorialResult, TutorialSettings } from '../../src/evaluate/tutorialResult.ts';
import { reportSummary } from '../../src/plot/reportSummary.ts';

const training = { firstLosses: [], epochLosses: [], seconds: 1, stepsPerSecond: 1 };

/** The summary of a run with the given mean losses, robust and standard, at each level. */
function summary(
  losses: Readonly<Record<number, readonly [robust: number, standard: number]>>,
  settings: Partial<TutorialSettings> = {},
): string {
  const of = (mean: number) => ({ mean, std: 0, samples: [mean] });
  const result: TutorialResult = {
    settings: { ...tutorialSettings, epochs: 1, ...settings },
    versions: { limpet: '', node: '', platform: '' },
    training: { robust: training, standard: training },
    table: Object.entries(losses).map(([level, [robust, standard]]) => ({
      level: Number(level),
      robust: of(robust),
      standard: of(standard),
    })),
    hash: '',
    partial: false,
  };
  return reportSummary(result);
}

describe('the comparison of both networks', () => {
  it.each([
    [0.436, 0.987, 'is 2.3 times smaller than the standard one’s: 0.436 against 0.987'],
    [0.5, 0.501, 'is about as large as the standard one’s: 0.5 against 0.501'],
    [0.52, 0.5, 'is about as large as the standard one’s: 0.52 against 0.5'],
    [0.5, 0.5, 'is about as large as the standard one’s: 0.5 against 0.5'],
    [3, 0.5, 'is 6.0 times larger than the standard one’s: 3 against 0.5'],
    [0, 0.5, 'is smaller than the standard one’s: 0.00000 against 0.5'],
    [0, 0, 'is about as large as the standard one’s'],
    [Number.NaN, 0.5, 'the two mean squared errors cannot be compared: NaN against 0.5'],
    [Number.POSITIVE_INFINITY, 0.5, 'the two mean squared errors cannot be compared: Infinity against 0.5'],
  ])('holds for errors of %d and %d', (robust, standard, sentence) => {
    expect(summary({ 0.6: [robust, standard] })).toContain(sentence);
  });

  it('is without errors where only level 0 was measured, and says it once', () => {
    const text = summary({ 0: [0.2, 0.1] }, { samples: 1 });
    expect(text).toContain(
      'Without errors on the parameters, the robust network’s mean squared error is 2.0 times larger than the standard one’s: 0.2 against 0.1 (mean of 1 draw).',
    );
    expect(text).not.toContain('Undisturbed');
  });
});

describe('the price of robustness', () => {
  it.each([
    [
      [0.2, 0.1],
      [0.3, 0.9],
      'the standard network is the more exact one, 0.1 against 0.2: that is the price of robustness.',
    ],
    [[0.2, 0.1], [0.9, 0.3], 'the standard network is the more exact one, 0.1 against 0.2.'],
    [[0.2, 0.1], [0.5, 0.5], 'the standard network is the more exact one, 0.1 against 0.2.'],
    [[0.1, 0.1], [0.3, 0.9], 'both networks are about as exact: 0.1 against 0.1.'],
    [[0.1, 0.2], [0.3, 0.9], 'the robust network is the more exact one too: 0.1 against 0.2.'],
    [[0.1, 0.2], [0.9, 0.3], 'the robust network is the more exact one: 0.1 against 0.2.'],
  ] as const)('is spoken of only where it was paid (%j, %j)', (undisturbed, disturbed, sentence) => {
    expect(summary({ 0: undisturbed, 0.6: disturbed })).toContain(`Undisturbed, ${sentence}`);
  });
});

describe('what was trained', () => {
  it.each([
    [{}, 'the other against an adversary that shifts its parameters at every step.'],
    [{ betaRobustness: 0 }, 'random noise on its parameters and, by its settings, without an adversary.'],
    [{ attackSteps: 0 }, 'without an adversary.'],
    [{ mismatchLevel: 0 }, 'without an adversary.'],
    [{ initialStd: 0 }, 'without an adversary.'],
    [
      { betaRobustness: 0, noisyForwardStd: 0 },
      'without noise and without an adversary, so in the standard way too.',
    ],
  ])('follows from the settings (%j)', (settings, sentence) => {
    expect(summary({}, settings)).toContain(sentence);
  });
});
