import { valueError } from '../errors.ts';
import type { Shape } from '../ir/types.ts';
import { normal } from '../random/distributions.ts';
import { type Key, key as keyOf, split } from '../random/key.ts';
import type { Tensor } from '../trace/index.ts';
import { ModuleError } from './moduleError.ts';

/** Noise of a module: how strong it is, and the key where it starts. */
export interface NoiseOptions {
  /** Standard deviation of the noise after one second, from 0. Default 0: none is drawn, and the state has no key. */
  readonly noiseStd?: number;
  /** The key that the module's first state has. Default `key(0)`. */
  readonly noiseKey?: Key;
}

/** Where a state that has noise has its key; a state of a module without noise has none. */
export interface NoiseState {
  readonly key?: Key;
}

/** The noise of a module: of a given state the draws and the next state. */
export interface Noise {
  /** The part of the state at rest. */
  readonly initialState: NoiseState;
  /** Draws of a standard deviation of noiseStd √dt, null where there are none, and the next key. */
  draw(state: NoiseState, shape: Shape): { readonly noise: Tensor | null; readonly next: NoiseState };
}

/**
 * White noise whose integral has a standard deviation of `noiseStd` after one second. As in Rockpool, a call splits the state's key in
 * two: the first half is the next state's, the second draws.
 * @throws LimpetError (`value`) where `noiseStd` is negative.
 */
export function membraneNoise(module: string, dt: number, options: NoiseOptions): Noise {
  const { noiseStd = 0, noiseKey } = options;
  if (!(noiseStd >= 0 && noiseStd < Number.POSITIVE_INFINITY)) {
    throw valueError(`${module}: expected noiseStd to be a number from 0, got ${noiseStd}`);
  }
  if (noiseStd === 0) return { initialState: {}, draw: () => ({ noise: null, next: {} }) };
  return {
    initialState: { key: noiseKey ?? keyOf(0) },
    draw: ({ key }, shape) => {
      if (key === undefined) {
        const problem =
          'state at key: expected a random key for the noise, got none; start from initialState()';
        throw new ModuleError({ code: 'tree', module, problem });
      }
      const [next, own] = split(key);
      return { noise: normal(own, shape).mul(noiseStd * Math.sqrt(dt)), next: { key: next } };
    },
  };
}
