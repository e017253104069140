import type { TutorialSettings } from './tutorialResult.ts';

/** Settings that decide what the robust network's loss holds beside the task. */
export type AdversarialSettings = Pick<
  TutorialSettings,
  'attackSteps' | 'betaRobustness' | 'initialStd' | 'mismatchLevel' | 'noisyForwardStd'
>;

/**
 * What the training of the tutorial's robust network holds beside the task: an adversary, or noise alone, or neither, in which case it is
 * standard training by another name. An attack without a first push finds no slope, so it stays where it is.
 */
export function trainedAgainst(settings: AdversarialSettings): 'adversary' | 'noise' | 'nothing' {
  const { attackSteps, betaRobustness, initialStd, mismatchLevel, noisyForwardStd } = settings;
  if (Math.min(attackSteps, betaRobustness, initialStd, mismatchLevel) > 0) return 'adversary';
  return noisyForwardStd > 0 || Math.min(betaRobustness, initialStd) > 0 ? 'noise' : 'nothing';
}
