/** What the figures depend on: processor, memory, load, versions. */
import { cpus, loadavg, platform, release, totalmem } from 'node:os';

/** Description of this machine; `pinned` tells whether peers are held to one core. */
export const describeMachine = (pinned) => ({
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  system: `${platform()} ${release()}`,
  node: process.versions.node,
  loadAtStart: loadavg()[0],
  pinned,
});
