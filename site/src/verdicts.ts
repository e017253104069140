import { type NetworkName, trainedAgainst } from 'limpet/evaluate';
import type { WeightMoves } from './attackGeometry.ts';
import type { Slice } from './protocol.ts';
import type { TrainingSettings } from './trainingRun.ts';

type Both<T> = Readonly<Record<NetworkName, T>>;

/** Numbers this much apart are told apart in words; those closer are alike. */
const clearly = 1.25;

/** Short, and never in the way of a plain comparison: two digits. */
const short = (value: number): string => `${Number(value.toPrecision(2))}`;

/** Which of two numbers is the smaller one, where one clearly is and both are finite. */
function smallerOf({ robust, standard }: Both<number>): NetworkName | 'neither' | undefined {
  if (!Number.isFinite(robust) || !Number.isFinite(standard)) return undefined;
  if (robust * clearly <= standard && standard > 0) return 'robust';
  if (standard * clearly <= robust && robust > 0) return 'standard';
  return 'neither';
}

const otherThan = (name: NetworkName): NetworkName => (name === 'robust' ? 'standard' : 'robust');

/** Which network is the more exact one without mismatch, from the losses that they have there. */
export function exactnessSentence(losses: Both<number>): string {
  const exact = smallerOf(losses);
  if (exact === undefined) return 'Without mismatch the errors are too large to be compared.';
  if (exact === 'neither') {
    return `Without mismatch both are about as exact, with errors of ${short(losses.robust)} and ${short(losses.standard)}.`;
  }
  return (
    `Without mismatch the ${exact} network is the more exact one: on this sample its error is ${short(losses[exact])}, ` +
    `that of the ${otherThan(exact)} one ${short(losses[otherThan(exact)])}.`
  );
}

/** Which network lies in the flatter place, from the damage in planes of the same size around both. */
export function valleySentence(slices: Both<Slice>): string {
  const highest = { robust: highestOf(slices.robust), standard: highestOf(slices.standard) };
  const flat = smallerOf(highest);
  if (flat === undefined) return 'In these planes the damage is too large to be compared.';
  if (highest.robust === 0 && highest.standard === 0) return 'In these planes there is no damage.';
  const numbers = `In these planes the damage rises to ${short(highest.robust)} around the robust network and to ${short(highest.standard)} around the standard one`;
  return flat === 'neither'
    ? `${numbers}: neither lies in a clearly flatter valley.`
    : `${numbers}: the ${flat} network lies in the flatter, wider valley.`;
}

/** NaN where a damage is. */
const highestOf = ({ damages }: Slice): number => damages.reduce((most, damage) => Math.max(most, damage), 0);

/** What there is no plane for. */
export const noPlane = 'There is no plane to draw, as an attack does not move.';

/** How the damage of whole attacks divides among the layers. */
export function layersSentence(moves: Both<WeightMoves>): string {
  const [robust, standard] = [partsOf(moves.robust), partsOf(moves.standard)];
  if (robust === undefined || standard === undefined)
    return 'These attacks do no damage that could be divided.';
  const verdict =
    Math.min(robust.times, standard.times) > clearly
      ? ' Each of these few weights counts more than one of the first layer, on average.'
      : '';
  return (
    `The ${robust.count} weights of the last layer do ${percent(robust.share)} of the damage of the whole attack to the ` +
    `robust network and ${percent(standard.share)} of that to the standard one.${verdict}`
  );
}

const percent = (part: number): string => `${Math.round(100 * part)}\u00a0%`;

/** The last layer's part of the damage at the end of an attack, and how many times the average of a weight of the first layer each of its weights has. */
function partsOf({ layers }: WeightMoves) {
  const [first, last] = layers;
  const [ofFirst, share] = [first?.shares.at(-1) ?? 0, last?.shares.at(-1) ?? 0];
  if (first === undefined || last === undefined || !(Math.abs(ofFirst + share) > 0.5)) return undefined;
  return { count: last.count, share, times: share / last.count / (ofFirst / first.count) };
}

/** How the losses of both trainings compare, by what the robust network is trained against. */
export function lossesSentence(settings: TrainingSettings): string {
  return {
    adversary: 'The losses measure different things: the robust one holds the adversary’s damage too.',
    noise:
      'The losses measure different things: the robust one is taken with noise. With these settings it has no adversary.',
    nothing:
      'With these settings both losses measure the same, as there is neither noise nor an adversary: both networks are trained in the standard way.',
  }[trainedAgainst(settings)];
}

/** Why an attack with these settings does not move. */
export function restReason({
  attackSteps,
  mismatchLevel,
  initialStd,
}: Pick<TrainingSettings, 'attackSteps' | 'mismatchLevel' | 'initialStd'>): string {
  if (attackSteps === 0) return 'at rest: it makes no steps';
  if (mismatchLevel === 0) return 'at rest: its steps have no length';
  if (initialStd === 0) return 'at rest: without a first push it finds no slope';
  return 'at rest: it finds no slope';
}
