import { valueError } from '../../errors.ts';
import { uniform } from '../../random/distributions.ts';
import type { Key } from '../../random/key.ts';
import { argsort, type Tensor, where } from '../../trace/index.ts';

/** Fractions of devices that have a fault; a device has at most one. */
export interface DeviceFaults {
  /** Broken: no conductance. */
  readonly dead?: number;
  /** Stuck at the least conductance, as after a forming that failed. */
  readonly atGMin?: number;
  /** Stuck at the largest conductance. */
  readonly atGMax?: number;
  /** Stuck anywhere between these, with equal probability. */
  readonly atRandom?: number;
  /** Exactly ⌊N · fraction⌋ of the N devices, as in MemTorch, instead of each with that probability. Default false. */
  readonly exactCount?: boolean;
}

const kinds = ['dead', 'atGMin', 'atGMax', 'atRandom'] as const;

/** @throws LimpetError (`value`) where a fraction is outside of 0 to 1, or all together are more than 1. */
export function checkFaults(what: string, faults: DeviceFaults): void {
  const fractions = kinds.map((kind) => faults[kind] ?? 0);
  const sum = fractions.reduce((total, each) => total + each, 0);
  if (fractions.every((each) => each >= 0) && sum <= 1) return;
  const given = kinds.map((kind, index) => `${kind} ${fractions[index]}`).join(', ');
  throw valueError(`${what}: expected fractions of faults from 0 that are at most 1 together, got ${given}`);
}

/** Faults in words. */
export const faultsText = (faults: DeviceFaults): string =>
  kinds
    .filter((kind) => (faults[kind] ?? 0) > 0)
    .map((kind) => `${Number((100 * (faults[kind] ?? 0)).toPrecision(6))}% ${texts[kind]}`)
    .join(', ');

const texts = {
  dead: 'dead',
  atGMin: 'stuck at the least conductance',
  atGMax: 'stuck at the largest conductance',
  atRandom: 'stuck anywhere',
};

/** The range of a device, in µS. */
interface Range {
  readonly gMinMicroSiemens: number;
  readonly gMaxMicroSiemens: number;
}

/** Conductances of which some are stuck; these have no gradient. */
export function withFaults(
  conductances: Tensor,
  faults: DeviceFaults,
  { gMinMicroSiemens: gMin, gMaxMicroSiemens: gMax }: Range,
  draw: (effect: string) => Key,
): Tensor {
  const { shape, size } = conductances;
  const { exactCount = false } = faults;
  const drawn = uniform(draw('faults'), [size]);
  // A random order of all devices: the first n of it have a fault.
  const place = (exactCount ? argsort(drawn).cast('f32') : drawn).reshape(shape);
  const stuckAt = {
    dead: () => 0,
    atGMin: () => gMin,
    atGMax: () => gMax,
    atRandom: () => uniform(draw('stuckAt'), shape, gMin, gMax),
  };
  let bound = 0;
  const bounds = kinds.map((kind) => {
    const fraction = faults[kind] ?? 0;
    bound += exactCount ? Math.floor(size * fraction) : fraction;
    return { kind, bound, isThere: fraction > 0 };
  });
  return bounds
    .filter(({ isThere }) => isThere)
    .reduceRight(
      (held, { kind, bound: below }) => where(place.less(below), stuckAt[kind](), held),
      conductances,
    );
}
