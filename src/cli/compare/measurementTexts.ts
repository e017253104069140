/** Steps of the attacks that are measured. */
export const ATTACK_STEPS = 10;

/** What the report says of the measurements, by their names; their order is that of the report. */
export const measurementTexts = {
  mismatch: {
    title: 'Mismatch between chips',
    levelName: 'mismatch level',
    text:
      'Accuracy when every parameter is off by Gaussian noise, whose standard deviation is the level times the parameter’s size. ' +
      'Each chip is the same for all methods.',
  },
  taskAttack: {
    title: 'Attack on the task',
    levelName: 'size of the attack',
    text:
      'Accuracy when parameters are moved, each by at most about the level times its size, to where the cross entropy is largest: ' +
      `${ATTACK_STEPS} steps of projected gradient ascent for each batch of images.`,
  },
  outputAttack: {
    title: 'Attack on the output',
    levelName: 'size of the attack',
    text: 'The same attack on the Kullback-Leibler divergence of the answers from those of the parameters as they are, without knowing the right ones.',
  },
  drift: {
    title: 'Phase-change memory',
    levelName: 'seconds since programming',
    text:
      'Accuracy when weights are held by pairs of phase-change devices of 25 µS: programming noise, drift and 1/f noise of the reads, with one factor for each tensor ' +
      'that compensates its mean drift.',
  },
  verified: {
    title: 'Certain answers',
    levelName: 'size of deviations',
    text:
      'The fraction of images whose answer is right and stays so whatever the parameters become within the level times their size, by bounds of ' +
      'intervals. It is a lower bound: nothing is said of the other images.',
  },
} as const;

/** Measurements whose levels go over several powers of ten. */
export const logarithmic: ReadonlySet<string> = new Set(['drift', 'verified']);
