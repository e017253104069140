/**
 * Time of the whole robustness table: 7 levels, 20 mismatch samples, 2 networks, 150 test samples. The networks are the
 * initial weights and their halves, since training does not change the work. Ours must show expert JAX's table first.
 * Rockpool as published takes over a minute, and runs when asked.
 */
import { summarize } from '../statistics.mjs';

const tolerance = 1e-4;
// Standard deviations of identical numbers are rounding, of about 1e-7.
const absoluteTolerance = 1e-6;

const differs = (value, expected) =>
  !(Math.abs(value - expected) <= tolerance * expected + absoluteTolerance);

const check = (context, peer, rows, expected) => {
  const flat = rows.flat(2);
  const wanted = expected.flat(2);
  const wrong = flat.findIndex((value, i) => differs(value, wanted[i]));
  if (flat.length !== wanted.length || wrong >= 0) {
    throw new Error(
      `${context.title(peer)}: entry ${wrong} of the robustness table (level, network, mean or deviation) is ` +
        `${flat[wrong]}, expert JAX has ${wanted[wrong]} (tolerance ${tolerance}).`,
    );
  }
};

export const robustnessTable = {
  name: 'table',
  title: 'Robustness table',
  unit: 's',
  async run(context) {
    const reference = await context.request('jaxExpert', 'table');
    const seconds = {};
    const candidates = ['limpet', 'jaxExpert', ...(context.publishedTable ? ['rockpool'] : [])];
    const names = await context.eachPeer(async (peer) => {
      const rounds = peer === 'rockpool' ? 1 : 3;
      seconds[peer] = [];
      for (let round = 0; round < rounds; round++) {
        const reply = await context.request(peer, 'table');
        check(context, peer, reply.rows, reference.rows);
        seconds[peer].push(reply.seconds);
        context.progress(`table: ${context.title(peer)}, ${round + 1} of ${rounds}`);
      }
    }, candidates);
    const ours = names.includes('limpet') ? summarize(seconds.limpet).median : null;
    const rows = names.map((peer) => {
      const summary = summarize(seconds[peer]);
      return { peer, ...summary, ratio: ours === null ? null : ours / summary.median };
    });
    return { rows, targets: [{ what: 'Limpet makes the table in s', limit: 6, value: ours }] };
  },
};
