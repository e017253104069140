import type { Weights } from './experiment.ts';
import type { Networks } from './protocol.ts';
import type { Settings } from './settings.ts';

/** Networks, and the task they have learned. */
export interface TrainedNetworks {
  readonly networks: Networks;
  readonly task: Pick<Settings, 'inputs' | 'seed'>;
}

interface PretrainedFile {
  readonly task: Pick<Settings, 'inputs' | 'seed'>;
  readonly robust: readonly string[];
  readonly standard: readonly string[];
}

/** Loads the networks that `site/pretrain.mjs` has trained. */
export async function loadPretrained(): Promise<TrainedNetworks> {
  const response = await fetch('./pretrained.json');
  if (!response.ok) throw new Error(`The trained networks could not be loaded (${response.status}).`);
  const { task, robust, standard } = (await response.json()) as PretrainedFile;
  return { task, networks: { robust: decode(robust), standard: decode(standard) } };
}

const decode = ([first = '', second = '']: readonly string[]): Weights => [floats(first), floats(second)];

const floats = (base64: string): Float32Array =>
  new Float32Array(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer);
