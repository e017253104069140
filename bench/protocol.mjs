/**
 * The runner's side of the benchmark protocol. A runner is a child process that reads one JSON request per line on stdin
 * and answers each with one JSON line on stdout: `{ ok: true, ... }` or `{ ok: false, error }`. It lives through all rounds,
 * so that it is measured warm. Requests:
 *
 * - `{ cmd: 'prepare' }` -> `{ versions }`: libraries are loaded
 * - `{ cmd: 'check', workload }` -> `{ firstLosses }`: the first three training steps from the initial weights,
 *   or what the peer has to `check`
 * - `{ cmd: 'time', workload, steps }` -> `{ msPerStep, lastLoss }`: the same training, timed; the first one also warms up
 * - `{ cmd: 'compile', workload }` -> `{ ms }`: from the loss function to a program ready to run, in a fresh process
 * - `{ cmd: 'table' }` -> `{ seconds, rows }`: mean and standard deviation by level, of both networks
 */
import { createInterface } from 'node:readline';
import { firstLosses as cnnLosses } from './cnnData.mjs';
import { firstLosses as spikingLosses } from './spikingData.mjs';
import { firstLosses as tutorialLosses } from './tutorialData.mjs';

const firstLosses = { ...tutorialLosses, ...cnnLosses, ...spikingLosses };

/**
 * Serves a peer: `versions()`, `trainer(workload)` -> `{ reset(), run(steps, shared) }`, and where it has them
 * `compile(workload)` and `table()`; each may be asynchronous. `reset` goes back to the initial weights, key and optimizer
 * state, `run` returns the loss of each step; `shared` asks for the saved noise instead of the peer's own. Where
 * a trainer has `check()`, its numbers are compared in place of the first losses.
 */
export const serve = async (peer) => {
  const reply = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
  console.log = console.error;
  const trainers = new Map();
  const trainerOf = async (workload) => {
    if (!trainers.has(workload)) trainers.set(workload, await peer.trainer(workload));
    return trainers.get(workload);
  };

  const commands = {
    prepare: async () => ({ versions: await peer.versions() }),
    check: async ({ workload }) => {
      const trainer = await trainerOf(workload);
      await trainer.reset();
      const losses = trainer.check
        ? await trainer.check()
        : await trainer.run(firstLosses[workload].length, true);
      return { firstLosses: [...losses] };
    },
    time: async ({ workload, steps }) => {
      const trainer = await trainerOf(workload);
      await trainer.reset();
      const start = performance.now();
      const losses = await trainer.run(steps, false);
      const milliseconds = performance.now() - start;
      return { msPerStep: milliseconds / steps, lastLoss: losses[steps - 1] };
    },
    compile: async ({ workload }) => {
      const start = performance.now();
      await peer.compile(workload);
      return { ms: performance.now() - start };
    },
    table: async () => {
      const start = performance.now();
      const rows = await peer.table();
      return { seconds: (performance.now() - start) / 1000, rows };
    },
  };

  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    try {
      reply({ ok: true, ...(await commands[request.cmd](request)) });
    } catch (error) {
      console.error(error);
      reply({ ok: false, error: String(error?.message ?? error) });
    }
  }
};
