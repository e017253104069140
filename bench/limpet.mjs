/** Limpet: the built package, as a user would use it. */
import { existsSync, readFileSync } from 'node:fs';
import { inRoot } from '../tools/root.mjs';
import { serve } from './protocol.mjs';
import { classOfStep, loadTutorialData, settings, weightShapes } from './tutorialData.mjs';

if (!existsSync(inRoot('dist/index.js'))) {
  throw new Error('dist/index.js is missing; `npm run build` makes it.');
}
const limpet = await import('../dist/index.js');
const data = loadTutorialData();

// ======== The calls into the package: three functions; all else in this file stays as it is. ========

/**
 * Compiles one training step of `workload` ('adversarial' or 'plain') and keeps its state resident. Returns
 * `reset()`: initial weights (data.weights, of shapes weightShapes), key 0 in the layout settings.partitionable, Adam of
 * settings.learningRate at step 0; and `step(sample)`: trains on data.inputs[sample], data.targets[sample], returns the loss.
 */
const compileStep = (workload) => {
  throw new Error(
    `compileStep('${workload}') is not connected to ${Object.keys(limpet).length} exports of dist/index.js, ` +
      `shapes ${JSON.stringify(weightShapes)}.`,
  );
};

/**
 * The tutorial's table for two networks, each an array of two weights (flat, of shapes weightShapes): by settings.levels,
 * [[mean, standard deviation] of the first, the same of the second], in the tutorial's key order from key 0, with
 * settings.mismatchSamples samples and settings.testRepeats copies of each class.
 */
const evaluateTable = (networks) => {
  throw new Error(
    `evaluateTable of ${networks.length} networks at ${settings.levels.length} levels is not connected.`,
  );
};

// ======== End of the calls into the package. ========

const { version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));

await serve({
  versions: () => ({ limpet: version, node: process.versions.node }),
  async trainer(workload) {
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
  compile: compileStep,
  table: () =>
    evaluateTable([1, 0.5].map((scale) => data.weights.map((w) => w.map((value) => value * scale)))),
});
