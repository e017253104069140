import { type LifOptions, lif } from '../../src/nn/index.ts';
import { goldenTensor } from '../golden/readGolden.ts';
import { describeTemporalGolden } from './temporalGolden.ts';

describeTemporalGolden<LifOptions<boolean>>('lif', ({ options, parameters }) =>
  lif({
    ...options,
    initialBias: goldenTensor(parameters.bias!),
    initialTauMembrane: goldenTensor(parameters.tauMembrane!),
    initialTauSynapse: goldenTensor(parameters.tauSynapse!),
    initialThreshold: goldenTensor(parameters.threshold!),
  }),
);
