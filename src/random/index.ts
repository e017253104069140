export { choice, type SampleOptions } from './choice.ts';
export { bernoulli, laplace, normal, truncatedNormal, uniform } from './distributions.ts';
export { gamma } from './gamma.ts';
export { type CategoricalOptions, categorical, gumbel } from './gumbel.ts';
export { bits, foldIn, type Key, type KeyLayout, key, split } from './key.ts';
export {
  type ChoiceOptions,
  type MutableRow,
  type NumpyArray,
  type NumpyLegacyState,
  NumpyRandomState,
  numpyRandomState,
} from './numpyLegacy.ts';
export { type PermutationOptions, permutation } from './permutation.ts';
export { poisson } from './poisson.ts';
export { randint } from './randint.ts';
