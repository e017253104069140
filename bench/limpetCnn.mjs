/** Limpet's training step and evaluation of the convolutional network, from the built package. */
import { cnnImages, initialLayers, settings, weightShapes } from './cnnData.mjs';

const { resident, tensor, valueAndGrad, zipFloats } = await import('../dist/index.js');
const { crossEntropy } = await import('../dist/losses/index.js');
const { conv2d, flatten, instant, linear, maxPool, sequential } = await import('../dist/nn/index.js');
const { evaluateMismatch } = await import('../dist/evaluate/index.js');

const { kernel, channels, hidden, classes, imageSize, images, batch, learningRate, mismatchLevel } = settings;
const relu = instant((x) => x.relu());
const net = sequential(
  conv2d({ inputs: 1, outputs: channels, kernel }),
  relu,
  maxPool({ window: 2 }),
  conv2d({ inputs: channels, outputs: channels, kernel, algorithm: 'winograd' }),
  relu,
  maxPool({ window: 2 }),
  flatten(),
  linear({ inputs: weightShapes[2][0], outputs: hidden[0], bias: true }),
  relu,
  linear({ inputs: hidden[0], outputs: hidden[1], bias: true }),
  relu,
  linear({ inputs: hidden[1], outputs: classes, bias: true }),
);
const loss = (parameters, inputs, target) => crossEntropy(target, net.apply(parameters, inputs).output);

const initialParameters = () => {
  const layers = initialLayers().map(({ weight, bias }, layer) => ({
    weight: tensor(weight, { shape: weightShapes[layer] }),
    bias: tensor(bias),
  }));
  const [first, second, ...dense] = layers;
  return [first, {}, {}, second, {}, {}, {}, dense[0], {}, dense[1], {}, dense[2]];
};

const batches = () => {
  const pixels = cnnImages();
  const size = batch * imageSize * imageSize;
  return Array.from({ length: images / batch }, (_, index) => ({
    inputs: tensor(pixels.slice(index * size, (index + 1) * size), {
      shape: [batch, imageSize, imageSize, 1],
    }),
    target: tensor(
      Int32Array.from({ length: batch }, (_, image) => (index * batch + image) % classes),
      { shape: [batch] },
    ),
  }));
};

/** Loss, gradient, step of gradient descent. */
const step = (parameters, inputs, target) => {
  const [value, gradient] = valueAndGrad(loss)(parameters, inputs, target);
  const move = ([weight, own]) => weight.sub(own.mul(learningRate));
  return { state: zipFloats('step', move, parameters, gradient), outputs: { loss: value } };
};

const trainer = () => {
  const data = batches();
  const program = resident(step, initialParameters());
  return {
    reset: () => program.write(initialParameters()),
    run: (steps) =>
      Float64Array.from({ length: steps }, (_, index) => {
        const { inputs, target } = data[index % data.length];
        return program.step(inputs, target).loss.item();
      }),
  };
};

/** The mean loss of chips, in one call as a user makes it, which compiles; checked without mismatch. */
const evaluation = () => {
  const data = batches();
  const parameters = initialParameters();
  const measure = async (level, samples) => {
    const [row] = await evaluateMismatch({ parameters, metric: loss, data, levels: [level], samples });
    return row.samples;
  };
  return { reset: () => {}, check: () => measure(0, 1), run: (steps) => measure(mismatchLevel, steps) };
};

/** What is timed, by workload. */
export const cnnTrainers = { cnn: trainer, cnnEvaluation: evaluation };
