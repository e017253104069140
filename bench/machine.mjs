/** What the figures depend on: processor, memory, load, versions. */
import { readFileSync } from 'node:fs';
import { cpus, loadavg, platform, release, totalmem } from 'node:os';

/** The widest vectors of this processor, from the widest on, by their names in Linux. */
const vectorNames = { avx512f: 'AVX-512', avx2: 'AVX2', asimd: 'NEON' };

/** JAX and PyTorch use the widest vectors; WebAssembly has 128 bits. */
const widestVectors = () => {
  if (platform() !== 'linux') return 'unknown vectors';
  const words = new Set(readFileSync('/proc/cpuinfo', 'utf8').split(/\s+/));
  const found = Object.keys(vectorNames).find((name) => words.has(name));
  return vectorNames[found] ?? 'unknown vectors';
};

/** Description of this machine; `pinned` tells whether peers are held to one core. */
export const describeMachine = (pinned) => ({
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  vectors: widestVectors(),
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  system: `${platform()} ${release()}`,
  node: process.versions.node,
  loadAtStart: loadavg()[0],
  pinned,
});
