/** What a comparison works with: the peers' processes, started when first asked and kept warm, and who has failed. */

/** @param options all peers by name, the names of those `chosen`, a launcher, the number of rounds, `publishedTable` and `progress(text)` */
export const makeContext = ({ peers, chosen, launcher, rounds, publishedTable, progress }) => {
  const runners = new Map();
  const versions = {};
  const failures = [];

  const prepare = async (name) => {
    const runner = launcher.start(peers[name]);
    try {
      Object.assign(versions, (await runner.request('prepare')).versions);
      return runner;
    } catch (error) {
      runner.stop();
      throw error;
    }
  };

  return {
    peers,
    rounds,
    publishedTable,
    progress,
    versions,
    title: (name) => peers[name].title,

    async request(name, cmd, rest) {
      if (!runners.has(name)) runners.set(name, await prepare(name));
      return runners.get(name).request(cmd, rest);
    },

    /** A request to a process that has done nothing else. */
    async freshRequest(name, cmd, rest) {
      const runner = await prepare(name);
      try {
        return await runner.request(cmd, rest);
      } finally {
        runner.stop();
      }
    },

    /** Does `work` for every peer taking part (of `candidates`, if given); the names of those that succeeded. */
    async eachPeer(work, candidates = chosen) {
      const succeeded = [];
      for (const name of candidates.filter((candidate) => chosen.includes(candidate))) {
        try {
          await work(name);
          succeeded.push(name);
        } catch (error) {
          failures.push(error.message);
          progress(error.message);
        }
      }
      return succeeded;
    },

    /** What went wrong since it was last asked. */
    takeFailures: () => failures.splice(0),

    stop() {
      for (const runner of runners.values()) runner.stop();
    },
  };
};
