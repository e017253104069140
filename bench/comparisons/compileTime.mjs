/**
 * Time from the adversarial loss as written to a program ready to run, each time in a fresh process: tracing,
 * differentiation, optimisation, code generation. Loading the library and the data is not counted. Rockpool and jax-js
 * compile when first called, so theirs includes one step. TensorFlow.js compiles nothing.
 */
import { summarize } from '../statistics.mjs';

const rounds = 5;
const withCompiler = ['limpet', 'jaxExpert', 'rockpool', 'jaxJs'];

export const compileTime = {
  name: 'compile',
  title: 'Compiling the adversarial step',
  unit: 'ms',
  async run(context) {
    const times = Object.fromEntries(withCompiler.map((peer) => [peer, []]));
    const names = await context.eachPeer(async (peer) => {
      for (let round = 0; round < rounds; round++) {
        const { ms } = await context.freshRequest(peer, 'compile', { workload: 'adversarial' });
        times[peer].push(ms);
        context.progress(`compile: ${context.title(peer)}, ${round + 1} of ${rounds}`);
      }
    }, withCompiler);
    const ours = names.includes('limpet') ? summarize(times.limpet).median : null;
    const rows = names.map((peer) => {
      const summary = summarize(times[peer]);
      return { peer, ...summary, ratio: ours === null ? null : ours / summary.median };
    });
    return { rows, targets: [{ what: 'Limpet compiles in ms', limit: 150, value: ours }] };
  },
};
