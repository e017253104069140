// @ts-check
// node site/pretrain.mjs [FILE]: trains the networks that the page opens with, at the page's own settings, and writes their run file.
import { mkdirSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { inRoot } from '../tools/root.mjs';
import { setUp } from '../tools/setUp.mjs';

setUp({ browserTests: false });
const bundles = inRoot('.cache/site/');
mkdirSync(bundles, { recursive: true });
await build({
  entryPoints: ['experiment', 'runFiles', 'settings', 'trainingRun'].map((name) =>
    inRoot(`site/src/${name}.ts`),
  ),
  outdir: bundles,
  bundle: true,
  format: 'esm',
  packages: 'external',
});
const { startTraining } = await import(`${bundles}experiment.js`);
const { runFileOf } = await import(`${bundles}runFiles.js`);
const { defaultSettings, levels } = await import(`${bundles}settings.js`);
const { trainingSettingsOf } = await import(`${bundles}trainingRun.js`);

/** @param {'robust' | 'standard'} network */
function train(network) {
  const training = startTraining(network, defaultSettings);
  let loss = 0;
  for (let step = 0; step < training.steps; step++) loss = training.step();
  console.log(`${network}: ${training.steps} steps, last loss ${loss}`);
  return training.read().weights;
}

const networks = { robust: train('robust'), standard: train('standard') };
// The weights alone: losses and optimizer state would be ten times as much to load before the page can show anything.
const run = { settings: trainingSettingsOf(defaultSettings), networks };
const file = runFileOf(run, { levels, chips: defaultSettings.chips, measurements: [] });
writeFileSync(process.argv[2] ?? inRoot('site/public/pretrained.safetensors'), file);
