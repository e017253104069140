/** jax-js: one jitted training step on its WebAssembly backend, called from a JavaScript loop. */
import { serve } from '../protocol.mjs';
import { classOfStep, loadTutorialData, settings, weightShapes } from '../tutorialData.mjs';
import { installedVersion, requirePeer } from './requirePeer.mjs';

const { init, jit, lax, numpy: np, random, tree, valueAndGrad } = requirePeer('@jax-js/jax');
const data = loadTutorialData();
const { learningRate, noisyForwardStd, initialStd, mismatchLevel, betaRobustness, attackSteps } = settings;

// Every argument is consumed by its use; `.ref` keeps it for one more.
const refs = (arrays) => arrays.map((array) => array.ref);

const mse = (a, b) => np.mean(np.square(a.sub(b)));

const network = (weights, inputs) => np.matmul(np.tanh(np.matmul(inputs, weights[0])), weights[1]);

const perturb = (weights, scale, noise) =>
  weights.map((w, i) => w.ref.add(np.abs(w).mul(scale).mul(noise[i])));

const attack = (weights, inputs, clean, noise) => {
  const stepSizes = weights.map((w) => np.abs(w.ref).mul(mismatchLevel / attackSteps));
  let attacked = perturb(weights, initialStd, noise);
  const gradient = valueAndGrad((trial) => mse(clean.ref, network(trial, inputs.ref)));
  for (let step = 0; step < attackSteps; step++) {
    const [value, gradients] = gradient(refs(attacked));
    value.dispose();
    attacked = attacked.map((a, i) => a.add(stepSizes[i].ref.mul(np.sign(lax.stopGradient(gradients[i])))));
  }
  tree.dispose([stepSizes, inputs, clean]);
  return attacked;
};

const adversarialLoss = (weights, inputs, target, noise) => {
  const shift = weights.map((w, i) => lax.stopGradient(np.abs(w.ref).mul(noisyForwardStd).mul(noise[i])));
  const noisy = weights.map((w, i) => w.ref.add(shift[i]));
  const task = mse(target, network(noisy, inputs.ref));
  const clean = network(refs(weights), inputs.ref);
  const attacked = attack(weights, inputs.ref, clean.ref, noise.slice(weights.length));
  return task.add(mse(clean, network(attacked, inputs)).mul(betaRobustness));
};

const plainLoss = (weights, inputs, target) => mse(target, network(weights, inputs));

/** Adam on `{ weights, first, second }`; `correction` is [1 - .9^t, 1 - .999^t]. */
const adam = ({ weights, first, second }, gradients, correction) => {
  const [firstCorrection, secondCorrection] = np.split(correction, 2);
  const nextFirst = first.map((m, i) => gradients[i].ref.mul(1 - 0.9).add(m.mul(0.9)));
  const nextSecond = second.map((v, i) =>
    np
      .square(gradients[i])
      .mul(1 - 0.999)
      .add(v.mul(0.999)),
  );
  const nextWeights = weights.map((w, i) => {
    const mean = nextFirst[i].ref.div(firstCorrection.ref);
    const scale = np.sqrt(nextSecond[i].ref.div(secondCorrection.ref)).add(1e-8);
    return w.sub(mean.div(scale).mul(learningRate));
  });
  tree.dispose([firstCorrection, secondCorrection]);
  return { weights: nextWeights, first: nextFirst, second: nextSecond };
};

const drawNoise = (key) => {
  const shapes = [...weightShapes, ...weightShapes];
  const keys = np.split(random.split(key, shapes.length), shapes.length);
  return shapes.map((shape, i) => random.normal(np.squeeze(keys[i], 0), shape));
};

/** The jitted step (state, inputs, target, correction, noise or key) -> [loss, next state]. */
const makeStep = (workload, shared) => {
  const loss = workload === 'plain' ? plainLoss : adversarialLoss;
  return jit((state, inputs, target, correction, source) => {
    const extra = workload === 'plain' ? [] : [shared ? source : drawNoise(source)];
    const [value, gradients] = valueAndGrad(loss)(refs(state.weights), inputs, target, ...extra);
    return [value, adam(state, gradients, correction)];
  });
};

const toArray = (values, shape) => np.array(values).reshape(shape);
const initialWeights = () => data.weights.map((w, i) => toArray(w, weightShapes[i]));
const initialState = () => ({
  weights: initialWeights(),
  first: initialWeights().map((w) => np.zerosLike(w)),
  second: initialWeights().map((w) => np.zerosLike(w)),
});
const inputShape = [settings.sampleLength, settings.inputChannels];
const targetShape = [settings.sampleLength, settings.outputChannels];
const noiseShapes = [...weightShapes, ...weightShapes];

const makeTrainer = (workload) => {
  const inputs = data.inputs.map((values) => toArray(values, inputShape));
  const targets = data.targets.map((values) => toArray(values, targetShape));
  const steps = { own: makeStep(workload, false), shared: makeStep(workload, true) };
  let state = null;
  let key = null;
  const source = (index, shared) => {
    if (workload === 'plain') return np.array(0);
    if (shared) return data.noise[index].map((values, i) => toArray(values, noiseShapes[i]));
    const [next, stepKey] = np.split(random.split(key), 2);
    key = np.squeeze(next, 0);
    return np.squeeze(stepKey, 0);
  };
  return {
    reset() {
      if (state !== null) tree.dispose([state, key]);
      state = initialState();
      key = random.key(0);
    },
    run(count, shared) {
      const losses = [];
      for (let index = 0; index < count; index++) {
        const sample = classOfStep(index);
        const correction = np.array([1 - 0.9 ** (index + 1), 1 - 0.999 ** (index + 1)]);
        const step = shared ? steps.shared : steps.own;
        const [loss, next] = step(
          state,
          inputs[sample].ref,
          targets[sample].ref,
          correction,
          source(index, shared),
        );
        state = next;
        // Read at once: with the losses of 150 steps left alive, jax-js takes three times as long a step.
        losses.push(loss.js());
      }
      return losses;
    },
  };
};

await init('wasm');
await serve({
  versions: () => ({ '@jax-js/jax': installedVersion('@jax-js/jax'), node: process.versions.node }),
  trainer: makeTrainer,
  compile(workload) {
    const trainer = makeTrainer(workload);
    trainer.reset();
    trainer.run(1, false);
  },
});
