import type { Settings } from './experiment.ts';

/** The settings of the figures in docs/spikingDigits. */
export const settings: Settings = {
  neurons: 128,
  stepsPerRow: 1,
  batch: 50,
  epochs: 8,
  learningRate: 1e-2,
  seed: 1,
  attack: {
    noisyForwardStd: 0.1,
    initialStd: 1e-3,
    mismatchLevel: 0.1,
    betaRobustness: 0.1,
    attackSteps: 3,
  },
  levels: [0, 0.1, 0.2, 0.3, 0.5],
  chips: 50,
};
