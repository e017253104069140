import { type AhpLifOptions, ahpLif } from '../../src/nn/index.ts';
import { goldenTensor } from '../golden/readGolden.ts';
import { describeTemporalGolden } from './temporalGolden.ts';

describeTemporalGolden<AhpLifOptions<boolean>>('torchAhpLif', ({ options, parameters }) =>
  ahpLif({
    ...options,
    initialBias: goldenTensor(parameters.bias!),
    initialTauHyperpolarisation: goldenTensor(parameters.tauHyperpolarisation!),
    initialTauMembrane: goldenTensor(parameters.tauMembrane!),
    initialTauSynapse: goldenTensor(parameters.tauSynapse!),
    initialThreshold: goldenTensor(parameters.threshold!),
    initialWeightHyperpolarisation: goldenTensor(parameters.weightHyperpolarisation!),
  }),
);
