import { type AlifOptions, alif } from '../../src/nn/index.ts';
import { goldenTensor } from '../golden/readGolden.ts';
import { describeTemporalGolden } from './temporalGolden.ts';

describeTemporalGolden<AlifOptions<boolean>>('alif', ({ options, parameters }) =>
  alif({
    ...options,
    initialAdaptation: goldenTensor(parameters.adaptation!),
    initialTauAdaptation: goldenTensor(parameters.tauAdaptation!),
    initialTauMembrane: goldenTensor(parameters.tauMembrane!),
    initialThreshold: goldenTensor(parameters.threshold!),
  }),
);
