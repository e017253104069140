/**
 * The convolutional network of the paper (two blocks of 4x4x64 convolution, relu, 2x2 max-pool; dense 256, 64, 10) and its data:
 * pseudo-random images and weights. `peers/cnnData.py` is its twin.
 */
import { readFileSync } from 'node:fs';
import { inRoot } from '../tools/root.mjs';
import { draw } from './draw.mjs';

export const { settings, firstLosses } = JSON.parse(readFileSync(inRoot('bench/cnn.json'), 'utf8'));

const { kernel, channels, hidden, classes, imageSize, images } = settings;
const features = channels * 4 * 4;

/** Shapes of the weights, kernels as HWIO, dense ones as [inputs, outputs] of features in the order height, width, channels. */
export const weightShapes = [
  [kernel, kernel, 1, channels],
  [kernel, kernel, channels, channels],
  [features, hidden[0]],
  [hidden[0], hidden[1]],
  [hidden[1], classes],
];

const sizeOf = (shape) => shape.reduce((size, extent) => size * extent, 1);

/** By layer: the weight, in ±√(3 / fan-in), and the bias. */
export const initialLayers = () =>
  weightShapes.map((shape, layer) => ({
    weight: draw(layer + 1, sizeOf(shape), Math.sqrt(3 / sizeOf(shape.slice(0, -1)))),
    bias: draw(layer + 11, shape.at(-1), 0.1),
  }));

/** Images [images, size, size, 1]; image number i is of class i modulo 10. */
export const cnnImages = () => draw(21, images * imageSize * imageSize, 1);
