/**
 * Time from a loss as written to a program ready to run, each time in a fresh process: tracing, differentiation, optimisation,
 * code generation. Loading the library and the data is not counted. Rockpool's tutorial and jax-js compile when first called, so
 * theirs includes one step. TensorFlow.js compiles nothing.
 */
import { summarize } from '../statistics.mjs';

const rounds = 5;

/** A comparison of the time that a workload takes to compile, for the `peers` that compile it; ours may take `limit` milliseconds. */
const compileTime = ({ name, title, workload, peers, limit }) => ({
  name,
  title,
  unit: 'ms',
  async run(context) {
    const times = Object.fromEntries(peers.map((peer) => [peer, []]));
    const names = await context.eachPeer(async (peer) => {
      for (let round = 0; round < rounds; round++) {
        const { ms } = await context.freshRequest(peer, 'compile', { workload });
        times[peer].push(ms);
        context.progress(`${name}: ${context.title(peer)}, ${round + 1} of ${rounds}`);
      }
    }, peers);
    const ours = names.includes('limpet') ? summarize(times.limpet).median : null;
    const rows = names.map((peer) => {
      const summary = summarize(times[peer]);
      return { peer, ...summary, ratio: ours === null ? null : ours / summary.median };
    });
    return { rows, targets: [{ what: 'Limpet compiles in ms', limit, value: ours }] };
  },
});

export const adversarialCompileTime = compileTime({
  name: 'compile',
  title: 'Compiling the adversarial step',
  workload: 'adversarial',
  peers: ['limpet', 'jaxExpert', 'rockpool', 'jaxJs'],
  limit: 150,
});

export const spikingCompileTime = compileTime({
  name: 'spikingCompile',
  title: 'Compiling loss and gradient of the recurrent spiking network over 1,000 time steps',
  workload: 'spikingLong',
  peers: ['limpet', 'rockpoolSpiking'],
  limit: 200,
});
