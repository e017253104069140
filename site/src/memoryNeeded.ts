import type { Settings } from './settings.ts';
import { hidden, outputs, stepsPerEpoch, timeSteps } from './taskSize.ts';

const classes = 3;
/** Bytes of a number. */
const width = 4;
/** Of a weight: itself, its gradient, Adam's two means and the state beside them; the attack goes on in the same places. */
const copiesOfWeights = 9;

/** About how many bytes training both networks takes; measured with the programs' own reports in tests. */
export function memoryNeeded({ inputs, epochs }: Pick<Settings, 'inputs' | 'epochs'>): number {
  const data = classes * timeSteps * (inputs + outputs);
  const weights = hidden * (inputs + outputs);
  const losses = epochs * stepsPerEpoch;
  const ofOneNetwork = width * (2 * data + copiesOfWeights * weights + 2 * losses);
  return 2 * ofOneNetwork;
}

/** A number of bytes as text. */
export const megabytes = (bytes: number): string => `${Math.max(1, Math.ceil(bytes / 1e6))} MB`;
