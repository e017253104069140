import type { CompareSettings } from '../../../src/cli/compare/settings.ts';

/** A comparison that takes seconds. */
export const settings: CompareSettings = {
  ...{ task: 'digits', methods: ['standard'], networks: 1, seed: 0, epochs: 1, learningRate: 0.001 },
  ...{ trainingImages: 100, testImages: 100, chips: 2 },
  ...{ levels: [0, 0.3], constantLevels: [0.05], sensitivityLevel: 0.5, wantedAccuracy: 0.9 },
  ...{ attackLevels: [0.1], verifiedLevels: [0.001], driftTimes: [25, 3600] },
};
