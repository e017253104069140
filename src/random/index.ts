export { normal, uniform } from './distributions.ts';
export { bits, foldIn, type Key, type KeyLayout, key, split } from './key.ts';
export {
  type ChoiceOptions,
  type MutableRow,
  type NumpyArray,
  type NumpyLegacyState,
  NumpyRandomState,
  numpyRandomState,
} from './numpyLegacy.ts';
