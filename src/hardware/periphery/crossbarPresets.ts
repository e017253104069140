import type { CrossbarProductOptions } from './crossbarSettings.ts';

/** The options of `crossbarProduct` but for its keys and its path. */
export type CrossbarPreset = Omit<CrossbarProductOptions, 'chip' | 'use' | 'path'>;

const converters = {
  input: { bound: 1, steps: 254 },
  output: { bound: 10, steps: 254 },
  outputNoise: 0.04,
};

/**
 * Settings by which hardware-aware training is compared in the literature, all with converters of 8 bits: `evaluation` scales inputs by row and halves
 * them where outputs clip; `training` has noise of reading, drop along wires, arrays with 512 inputs and scales by output, and no scale of inputs:
 * give it `inputScale`, a tensor that is learnt from 3 on where the original does so.
 * @example `crossbarProduct({ chip, use, path, ...crossbarPresets.training, inputScale: parameters.range })`
 * Source: Rasch et al., Nature Communications 14, 5282 (2023); aihwkit 1.1.0, `StandardIOParameters`, `StandardHWATrainingPreset`.
 */
export const crossbarPresets = {
  evaluation: { ...converters, inputScale: 'row', halvings: 5 },
  training: {
    ...converters,
    inputScale: 1,
    readNoise: 0.0175,
    irDropScale: 1,
    weightScale: 'output',
    tiles: { inputs: 512, outputs: Number.MAX_SAFE_INTEGER },
  },
} as const satisfies Readonly<Record<string, CrossbarPreset>>;
