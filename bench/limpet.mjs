/** Limpet: the built package, as a user would use it. */
import { existsSync, readFileSync } from 'node:fs';
import { inRoot } from '../tools/root.mjs';
import { cnnTrainers } from './limpetCnn.mjs';
import { compileSpiking, spikingTrainer } from './limpetSpiking.mjs';
import { serve } from './protocol.mjs';
import { settings as spikingSettings } from './spikingData.mjs';
import { classOfStep, loadTutorialData, settings, weightShapes } from './tutorialData.mjs';

if (!existsSync(inRoot('dist/index.js'))) {
  throw new Error('dist/index.js is missing; `npm run build` makes it.');
}
const { resident, tensor } = await import('../dist/index.js');
const { adam } = await import('../dist/optimizers/index.js');
const { adversarialLoss, trainingStep } = await import('../dist/train/index.js');
const { evaluateMismatch, tutorialNetwork } = await import('../dist/evaluate/index.js');
const { mse } = await import('../dist/losses/index.js');
const random = await import('../dist/random/index.js');
const data = loadTutorialData();

const [[inputs, hidden], [, outputs]] = weightShapes;
const net = tutorialNetwork({ inputs, hidden, outputs });
const keyLayout = settings.partitionable ? 'partitionable' : 'original';
const tensorsOf = (arrays, shapeOf) =>
  arrays.map((array, index) => tensor(array, { shape: shapeOf(array, index) }));
const byChannel = (channels) => (array) => [array.length / channels, channels];
const samples = tensorsOf(data.inputs, byChannel(inputs));
const targets = tensorsOf(data.targets, byChannel(outputs));
const parametersOf = (weights) => {
  const [first, second] = tensorsOf(weights, (_, layer) => weightShapes[layer]);
  return [{ weight: first }, {}, { weight: second }];
};

const losses = {
  adversarial: (parameters, sample, target, key) =>
    adversarialLoss(parameters, {
      net,
      inputs: sample,
      target,
      key,
      taskLoss: mse,
      mismatchLoss: mse,
      noisyForwardStd: settings.noisyForwardStd,
      initialStd: settings.initialStd,
      mismatchLevel: settings.mismatchLevel,
      betaRobustness: settings.betaRobustness,
      attackSteps: settings.attackSteps,
    }),
  plain: (parameters, sample, target) => mse(target, net.apply(parameters, sample).output),
};

/** One training step of a workload, compiled; its state stays in the program's memory. */
const compileStep = (workload) => {
  const optimizer = adam(settings.learningRate);
  const initial = () => {
    const parameters = parametersOf(data.weights);
    return { parameters, optimizerState: optimizer.init(parameters), key: random.key(0, keyLayout) };
  };
  const program = resident(trainingStep(losses[workload], optimizer), initial());
  const step = (sample) => program.step(samples[sample], targets[sample]).loss.item();
  program.compile(samples[0], targets[0]);
  return { reset: () => program.write(initial()), step };
};

/** The tutorial's table for two networks: by level, [mean, standard deviation] of each. */
const evaluateTable = async (networks) => {
  const copies = samples.flatMap((sample, index) =>
    Array.from({ length: settings.testRepeats }, () => ({ inputs: sample, target: targets[index] })),
  );
  const rows = [];
  for (const weights of networks) {
    rows.push(
      await evaluateMismatch({
        parameters: parametersOf(weights),
        metric: losses.plain,
        data: copies,
        levels: settings.levels,
        samples: settings.mismatchSamples,
        keyOrder: 'tutorial',
        keyLayout,
      }),
    );
  }
  return settings.levels.map((_, level) => rows.map((row) => [row[level].mean, row[level].std]));
};

const { version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));

await serve({
  versions: () => ({ limpet: version, node: process.versions.node }),
  async trainer(workload) {
    if (workload in cnnTrainers) return cnnTrainers[workload]();
    if (workload in spikingSettings) return spikingTrainer(workload);
    const program = await compileStep(workload);
    return {
      reset: () => program.reset(),
      run(steps) {
        const losses = new Float64Array(steps);
        for (let index = 0; index < steps; index++) losses[index] = program.step(classOfStep(index));
        return losses;
      },
    };
  },
  compile: (workload) => (workload in spikingSettings ? compileSpiking(workload) : compileStep(workload)),
  table: () =>
    evaluateTable([1, 0.5].map((scale) => data.weights.map((w) => w.map((value) => value * scale)))),
});
