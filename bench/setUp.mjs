/** What the peers need, each in a folder of its own under .cache, made when missing or out of date. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from '../tools/npm.mjs';
import { inRoot } from '../tools/root.mjs';
import { dataFolder } from './tutorialData.mjs';

const pythonPackages = ['jax==0.10.2', 'jaxlib==0.10.2', 'rockpool==3.1.0', 'numpy==2.4.6'];

const torchPackages = ['torch==2.15.0', 'numpy==2.4.6'];

const npmPackages = {
  '@jax-js/jax': '0.1.25',
  '@tensorflow/tfjs': '4.22.0',
  '@tensorflow/tfjs-backend-wasm': '4.22.0',
};

const pythonFolder = inRoot('.cache/bench-python');
const torchFolder = inRoot('.cache/bench-torch');
const npmFolder = inRoot('.cache/bench-peers');

const interpreter = process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python';

/** The interpreter that has JAX and Rockpool. */
export const benchPython = join(pythonFolder, interpreter);

/** The interpreter that has PyTorch. */
export const torchPython = join(torchFolder, interpreter);

const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];

const call = (command, args, cure) => {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (error) throw new Error(`\`${command}\` could not be started (${error.message}). ${cure}`);
  if (status !== 0) throw new Error(`\`${command} ${args.join(' ')}\` failed; its output is above. ${cure}`);
};

/** Makes `folder` anew with `install`, unless an earlier one with the same `wanted` text got to its end. */
const makeOnce = (folder, wanted, install) => {
  const stamp = join(folder, 'installed.txt');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  install();
  writeFileSync(stamp, wanted);
};

/** Python environment with JAX and Rockpool, and the data files they write; `python` is the interpreter to start from. */
export const setUpPython = (python) => {
  makeOnce(pythonFolder, pythonPackages.join('\n'), () => {
    console.error('Setting up JAX and Rockpool (about 600 MB) ...');
    const cure = 'JAX 0.10.2 needs Python 3.11 or newer with its venv module; name one with --python.';
    call(python, ['-c', 'import sys; sys.exit(sys.version_info < (3, 11))'], cure);
    call(python, ['-m', 'venv', pythonFolder], cure);
    call(benchPython, [...pip, ...pythonPackages], 'pip needs a package index it can reach.');
  });
  makeOnce(dataFolder, readFileSync(inRoot('bench/workload.json'), 'utf8'), () => {
    call(
      benchPython,
      [inRoot('bench/peers/writeData.py'), dataFolder],
      'Remove .cache/bench-python and run again.',
    );
  });
};

/** Python environment with PyTorch; `python` is the interpreter to start from. */
export const setUpTorch = (python) => {
  makeOnce(torchFolder, torchPackages.join('\n'), () => {
    console.error('Setting up PyTorch (some GB, with the GPU libraries it comes with) ...');
    const cure = 'Leave PyTorch out with --peers, or name another Python with --python.';
    call(python, ['-m', 'venv', torchFolder], cure);
    call(torchPython, [...pip, ...torchPackages], cure);
  });
};

/** npm folder with jax-js and TensorFlow.js; no install script runs. */
export const setUpNpm = () => {
  makeOnce(npmFolder, JSON.stringify(npmPackages), () => {
    console.error('Setting up jax-js and TensorFlow.js (about 300 MB) ...');
    const manifest = { private: true, dependencies: npmPackages };
    writeFileSync(join(npmFolder, 'package.json'), JSON.stringify(manifest));
    npm(['install', '--prefix', npmFolder, '--ignore-scripts', '--no-audit', '--no-fund']);
  });
};
