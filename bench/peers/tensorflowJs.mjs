/** TensorFlow.js: eager operations on its WebAssembly SIMD backend, with its own Adam. */
import { dirname } from 'node:path';
import { serve } from '../protocol.mjs';
import { classOfStep, loadTutorialData, settings, weightShapes } from '../tutorialData.mjs';
import { installedVersion, peerFile, requirePeer } from './requirePeer.mjs';

const tf = requirePeer('@tensorflow/tfjs');
const wasm = requirePeer('@tensorflow/tfjs-backend-wasm');
const data = loadTutorialData();
const { learningRate, noisyForwardStd, initialStd, mismatchLevel, betaRobustness, attackSteps } = settings;

const mse = (a, b) => tf.mean(tf.square(tf.sub(a, b)));

const network = (weights, inputs) => tf.matMul(tf.tanh(tf.matMul(inputs, weights[0])), weights[1]);

const perturb = (weights, deviations) => weights.map((w, i) => tf.add(w, tf.mul(tf.abs(w), deviations[i])));

/**
 * The attacked weights as deviations relative to |weights|. As sign has no derivative, these are constants of the outer
 * gradient, so that its tape need not hold the ten inner gradients.
 */
const attackDeviations = (weights, inputs, noise) => {
  const clean = network(weights, inputs);
  const sizes = weights.map((w) => tf.abs(w));
  const deviations = noise.map((n) => tf.mul(n, initialStd));
  let attacked = perturb(weights, deviations);
  const signs = weights.map((w) => tf.zerosLike(w));
  const gradient = tf.grads((...trial) => mse(clean, network(trial, inputs)));
  for (let step = 0; step < attackSteps; step++) {
    const gradients = gradient(attacked).map((g) => tf.sign(g));
    attacked = attacked.map((a, i) =>
      tf.add(a, tf.mul(sizes[i], tf.mul(gradients[i], mismatchLevel / attackSteps))),
    );
    for (const [i, sign] of gradients.entries()) signs[i] = tf.add(signs[i], sign);
  }
  return deviations.map((d, i) => tf.add(d, tf.mul(signs[i], mismatchLevel / attackSteps)));
};

const adversarialLoss = (weights, inputs, target, noise) => {
  const shift = weights.map((w, i) => tf.mul(tf.abs(w), tf.mul(noise[i], noisyForwardStd)));
  const deviations = attackDeviations(weights, inputs, noise.slice(weights.length));
  return (...trial) => {
    const task = mse(
      target,
      network(
        trial.map((w, i) => tf.add(w, shift[i])),
        inputs,
      ),
    );
    const robustness = mse(network(trial, inputs), network(perturb(trial, deviations), inputs));
    return tf.add(task, tf.mul(robustness, betaRobustness));
  };
};

const plainLoss =
  (_weights, inputs, target) =>
  (...trial) =>
    mse(target, network(trial, inputs));

const drawNoise = () => [...weightShapes, ...weightShapes].map((shape) => tf.randomNormal(shape));
const savedNoise = (index) =>
  [...weightShapes, ...weightShapes].map((shape, i) => tf.tensor(data.noise[index][i], shape));

const makeTrainer = (workload) => {
  const makeLoss = workload === 'plain' ? plainLoss : adversarialLoss;
  const inputs = data.inputs.map((v) => tf.tensor(v, [settings.sampleLength, settings.inputChannels]));
  const targets = data.targets.map((v) => tf.tensor(v, [settings.sampleLength, settings.outputChannels]));
  let variables = [];
  let optimizer = null;
  const step = (index, shared) =>
    tf.tidy(() => {
      const sample = classOfStep(index);
      const noise = workload === 'plain' ? [] : shared ? savedNoise(index) : drawNoise();
      const loss = makeLoss(variables, inputs[sample], targets[sample], noise);
      const { value, grads } = tf.valueAndGrads(loss)(variables);
      optimizer.applyGradients(variables.map((v, i) => ({ name: v.name, tensor: grads[i] })));
      return value;
    });
  return {
    reset() {
      tf.dispose(variables);
      optimizer?.dispose();
      variables = data.weights.map((w, i) => tf.variable(tf.tensor(w, weightShapes[i])));
      optimizer = tf.train.adam(learningRate, 0.9, 0.999, 1e-8);
    },
    run(count, shared) {
      const losses = [];
      for (let index = 0; index < count; index++) losses.push(step(index, shared));
      const values = losses.map((loss) => loss.dataSync()[0]);
      tf.dispose(losses);
      return values;
    },
  };
};

wasm.setThreadsCount(1);
wasm.setWasmPaths(`${dirname(peerFile('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm'))}/`);
await tf.setBackend('wasm');
await tf.ready();
await serve({
  versions: () => ({
    '@tensorflow/tfjs': installedVersion('@tensorflow/tfjs'),
    '@tensorflow/tfjs-backend-wasm': installedVersion('@tensorflow/tfjs-backend-wasm'),
    node: process.versions.node,
  }),
  trainer: makeTrainer,
});
