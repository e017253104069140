/**
 * Who takes part. `steps` are the training steps of one round, so that a round takes a fraction of a second for everyone (100 chips
 * are what is asked of an evaluation, and take longer);
 * `command` is what one would type. All run on one core; ours is a peer like the others.
 */
import { inRoot } from '../tools/root.mjs';
import { benchPython, torchPython } from './setUp.mjs';

const node = (script) => [process.execPath, inRoot(`bench/${script}`)];
const python = (script) => [benchPython, inRoot(`bench/peers/${script}`)];

/** All peers by name, ours first. */
export const peers = {
  limpet: {
    title: 'Limpet',
    command: node('limpet.mjs'),
    steps: {
      adversarial: 100,
      plain: 1000,
      cnn: 6,
      cnnEvaluation: 100,
      spikingLong: 4,
      spikingSmall: 500,
      spikingBatch: 10,
    },
  },
  jaxExpert: {
    title: 'JAX, expert (one jit, scan over steps)',
    command: python('jaxExpert.py'),
    steps: { adversarial: 100, plain: 1000, cnn: 4 },
  },
  torch: {
    title: 'PyTorch, eager',
    command: [torchPython, inRoot('bench/peers/torchCnn.py')],
    steps: { cnn: 6, cnnEvaluation: 100, spikingLong: 1, spikingSmall: 10, spikingBatch: 4 },
  },
  rockpoolSpiking: {
    title: 'Rockpool, LIFJax, jit',
    command: python('rockpoolSpiking.py'),
    steps: { spikingLong: 3, spikingSmall: 300, spikingBatch: 8 },
  },
  rockpool: {
    title: 'Rockpool, as published',
    command: python('rockpoolPublished.py'),
    steps: { adversarial: 50, plain: 300 },
  },
  jaxJs: {
    title: 'jax-js, jit, wasm',
    command: node('peers/jaxJs.mjs'),
    steps: { adversarial: 20, plain: 150 },
  },
  tensorflowJs: {
    title: 'TensorFlow.js, wasm',
    command: node('peers/tensorflowJs.mjs'),
    steps: { adversarial: 10, plain: 100 },
  },
};

/** What keeps libraries to one thread, and their compilations out of any cache on disk. */
const oneThread = {
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  JAX_PLATFORMS: 'cpu',
  JAX_ENABLE_COMPILATION_CACHE: 'false',
  XLA_FLAGS: '--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1',
};

/** The environment every peer gets: one thread, and no choice of BLAS kernels left over from the caller's. */
export const peerEnvironment = () => {
  const { OPENBLAS_CORETYPE: _, ...inherited } = process.env;
  return { ...inherited, ...oneThread };
};
