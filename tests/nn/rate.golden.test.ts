import { type RateOptions, rate } from '../../src/nn/index.ts';
import { goldenTensor } from '../golden/readGolden.ts';
import { describeTemporalGolden } from './temporalGolden.ts';

describeTemporalGolden<RateOptions<boolean>>('rate', ({ options, parameters }) =>
  rate({
    ...options,
    initialBias: goldenTensor(parameters.bias!),
    initialTau: goldenTensor(parameters.tau!),
    initialThreshold: goldenTensor(parameters.threshold!),
  }),
);
