// @ts-check
// node site/pretrain.mjs: trains the networks that the page opens with, at the page's own settings, and writes site/public/pretrained.json.
import { mkdirSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { inRoot } from '../tools/root.mjs';
import { setUp } from '../tools/setUp.mjs';

setUp({ browserTests: false });
const bundles = inRoot('.cache/site/');
mkdirSync(bundles, { recursive: true });
await build({
  entryPoints: { experiment: inRoot('site/src/experiment.ts'), settings: inRoot('site/src/settings.ts') },
  outdir: bundles,
  bundle: true,
  format: 'esm',
  packages: 'external',
});
const { startTraining } = await import(`${bundles}experiment.js`);
const { defaultSettings } = await import(`${bundles}settings.js`);

/** @param {Float32Array} values */
const base64 = (values) =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');

/** @param {'robust' | 'standard'} network */
function train(network) {
  const training = startTraining(network, defaultSettings);
  let loss = 0;
  for (let step = 0; step < training.steps; step++) loss = training.step();
  console.log(`${network}: ${training.steps} steps, last loss ${loss}`);
  return training.read().weights.map(base64);
}

const { inputs, seed } = defaultSettings;
const run = { task: { inputs, seed }, robust: train('robust'), standard: train('standard') };
writeFileSync(inRoot('site/public/pretrained.json'), `${JSON.stringify(run, undefined, 2)}\n`);
