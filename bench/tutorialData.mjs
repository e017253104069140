/** The workload's settings and data, as JavaScript runners load them; `peers/writeData.py` writes the files. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from '../tools/root.mjs';

/** Hyper-parameters and sizes of the tutorial, and the losses of its first three steps in JAX. */
export const { settings, firstLosses } = JSON.parse(readFileSync(inRoot('bench/workload.json'), 'utf8'));

/** Folder of the raw float32 files, shared by all runners. */
export const dataFolder = inRoot('.cache/bench-data');

const readFloats = (name) => {
  const bytes = readFileSync(join(dataFolder, `${name}.f32`));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
};

const { classes, sampleLength, inputChannels, hiddenUnits, outputChannels } = settings;

/** Cuts `values` into consecutive arrays of the lengths given. */
const cut = (values, lengths) => {
  let start = 0;
  return lengths.map((length) => {
    start += length;
    return values.slice(start - length, start);
  });
};

/** Shapes of the two weights, first layer first. */
export const weightShapes = [
  [inputChannels, hiddenUnits],
  [hiddenUnits, outputChannels],
];

/**
 * Inputs and targets by class (each [time, channel], flat), the two initial weights (flat), and the noise of the first
 * steps: per step the forward noise of both weights, then the attack's initial noise of both.
 */
export const loadTutorialData = () => {
  const weightSizes = weightShapes.map(([rows, columns]) => rows * columns);
  const noise = readFloats('noise');
  const noiseSizes = [...weightSizes, ...weightSizes];
  const perStep = noiseSizes.reduce((sum, size) => sum + size, 0);
  const noisySteps = Array(noise.length / perStep).fill(perStep);
  return {
    inputs: cut(readFloats('inputs'), Array(classes).fill(sampleLength * inputChannels)),
    targets: cut(readFloats('targets'), Array(classes).fill(sampleLength * outputChannels)),
    weights: [readFloats('weight0'), readFloats('weight1')],
    noise: cut(noise, noisySteps).map((step) => cut(step, noiseSizes)),
  };
};

/** Which sample a training step takes: every class `repeats` times in a row, class by class, epoch after epoch. */
export const classOfStep = (step) => Math.floor(step / settings.repeats) % classes;
