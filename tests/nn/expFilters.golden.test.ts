import { type ExpSynOptions, expSmooth, expSyn } from '../../src/nn/index.ts';
import type { Tensor } from '../../src/trace/index.ts';
import { goldenTensor } from '../golden/readGolden.ts';
import { describeTemporalGolden } from './temporalGolden.ts';

type Options = ExpSynOptions & { readonly module: 'expSyn' | 'expSmooth'; readonly tanh?: boolean };

describeTemporalGolden<Options>('expFilters', ({ options, parameters }) => {
  const { module, tanh, ...rest } = options;
  const own = { ...rest, initialTau: goldenTensor(parameters.tau!) };
  if (module === 'expSyn') return expSyn(own);
  return expSmooth({ ...own, ...(tanh && { activation: (x: Tensor) => x.tanh() }) });
});
