/**
 * Time of a step: what the step comparisons share. Every peer first does a few steps from the same weights and must find the
 * reference's losses; then the peers take turns, round by round.
 */
import { firstLosses as cnnLosses } from '../cnnData.mjs';
import { firstLosses as spikingLosses } from '../spikingData.mjs';
import { medianRatio, summarize } from '../statistics.mjs';
import { firstLosses as tutorialLosses } from '../tutorialData.mjs';

const firstLosses = { ...tutorialLosses, ...cnnLosses, ...spikingLosses };

const relativeError = (value, expected) => Math.abs(value - expected) / Math.abs(expected);

const check = async (context, name, workload, tolerance) => {
  const reply = await context.request(name, 'check', { workload });
  const errors = reply.firstLosses.map((loss, i) => relativeError(loss, firstLosses[workload][i]));
  const error = Math.max(...errors);
  // A NaN must fail too, hence the comparison in this direction.
  if (!(error <= tolerance)) {
    const expected = firstLosses[workload].join(', ');
    throw new Error(
      `${context.title(name)}: first losses of the ${workload} step are ${reply.firstLosses.join(', ')}, ` +
        `expected ${expected} within ${tolerance}: not timed.`,
    );
  }
  return error;
};

const timeRounds = async (context, names, workload, count) => {
  const rounds = Object.fromEntries(names.map((name) => [name, []]));
  if (names.length === 0) return rounds;
  for (let round = -1; round < count; round++) {
    for (const name of names) {
      const steps = context.peers[name].steps[workload];
      const { msPerStep } = await context.request(name, 'time', { workload, steps });
      // The first round is for warming up: compilation, caches.
      if (round >= 0) rounds[name].push(msPerStep);
    }
    context.progress(`${workload} step: round ${round + 1} of ${count}`);
  }
  return rounds;
};

/** A comparison of the time of one step; `targets` are [peer, largest ratio ours / theirs]. Long ones take fewer rounds. */
export const stepTime = ({
  name,
  title,
  workload,
  tolerance,
  targets,
  unit = 'ms per step',
  mostRounds = Number.POSITIVE_INFINITY,
}) => ({
  name,
  title,
  unit,
  async run(context) {
    const errors = {};
    const able = Object.keys(context.peers).filter((peer) => workload in context.peers[peer].steps);
    const names = await context.eachPeer(async (peer) => {
      errors[peer] = await check(context, peer, workload, tolerance);
    }, able);
    const rounds = await timeRounds(context, names, workload, Math.min(mostRounds, context.rounds));
    const rows = names.map((peer) => ({
      peer,
      ...summarize(rounds[peer]),
      ratio: rounds.limpet ? medianRatio(rounds.limpet, rounds[peer]) : null,
      relativeError: errors[peer],
    }));
    return { rows, targets: stepTargets(context, rows, targets) };
  },
});

const stepTargets = (context, rows, targets) =>
  targets.map(([peer, limit]) => ({
    what: `Limpet / ${context.title(peer)}`,
    limit,
    value: rows.find((row) => row.peer === peer)?.ratio ?? null,
  }));
