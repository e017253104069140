import { valueError } from '../errors.ts';
import type { MersenneTwister } from './mersenneTwister.ts';

/** Smallest value and one above the largest, of NumPy's integer types; of 64-bit ones, what float64 holds exactly. */
const limits = {
  bool: [0, 2],
  int8: [-128, 128],
  uint8: [0, 256],
  int16: [-32768, 32768],
  uint16: [0, 65536],
  int32: [-2147483648, 2147483648],
  uint32: [0, 4294967296],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  uint64: [0, Number.MAX_SAFE_INTEGER],
} as const;

/** The integer types of `randint`, which decide how many random bits a draw takes. */
export type NumpyIntegerType = keyof typeof limits;

/** Types below 32 bits take several draws from one word, lowest bits first. */
const packedBits: Readonly<Partial<Record<NumpyIntegerType, number>>> = {
  bool: 1,
  int8: 8,
  uint8: 8,
  int16: 16,
  uint16: 16,
};

const LARGEST_UINT32 = 4294967295;
const TWO_POW_32 = 4294967296;

/**
 * Integers uniform in [low, high), as NumPy's legacy `randint`: bits are masked to the smallest 2^n - 1 that is not
 * below the range, and drawn anew while they lie outside.
 * @throws LimpetError (`value`) for an unknown type, bounds that are no integers of the type, and an empty range.
 */
export function maskedIntegers(
  twister: MersenneTwister,
  count: number,
  low: number,
  high: number,
  type: NumpyIntegerType,
): Float64Array {
  checkBounds(low, high, type);
  const range = high - 1 - low;
  const integers = new Float64Array(count).fill(low);
  if (range === 0) return integers;
  const next = rejecting(maskedSource(twister, range, packedBits[type]), range);
  return integers.map((lowest) => lowest + next());
}

/** An integer uniform in [0, largest], for a largest from 1 to 2^32 - 1, as NumPy's legacy `shuffle` draws it. */
export function maskedInteger(twister: MersenneTwister, largest: number): number {
  const mask = maskOf(largest);
  let value = (twister.nextUint32() & mask) >>> 0;
  while (value > largest) value = (twister.nextUint32() & mask) >>> 0;
  return value;
}

type Source = () => number;

const rejecting =
  (source: Source, largest: number): Source =>
  () => {
    let value = source();
    while (value > largest) value = source();
    return value;
  };

/** Random integers from 0 to the smallest 2^n - 1 that is not below the range. */
function maskedSource(twister: MersenneTwister, range: number, bits: number | undefined): Source {
  if (range > LARGEST_UINT32) {
    const mask = maskOf(Math.floor(range / TWO_POW_32));
    return () => ((twister.nextUint32() & mask) >>> 0) * TWO_POW_32 + twister.nextUint32();
  }
  const mask = maskOf(range);
  const words = bits === undefined ? () => twister.nextUint32() : packedSource(twister, bits);
  return () => (words() & mask) >>> 0;
}

const maskOf = (range: number): number => LARGEST_UINT32 >>> Math.clz32(range);

/** Words whose lowest bits are fresh: each word is used 32 / bits times, shifted in between. */
function packedSource(twister: MersenneTwister, bits: number): Source {
  let word = 0;
  let uses = 0;
  return () => {
    word = uses === 0 ? twister.nextUint32() : word >>> bits;
    uses = (uses + 1) % (32 / bits);
    return word;
  };
}

function checkBounds(low: number, high: number, type: NumpyIntegerType): void {
  if (!Object.hasOwn(limits, type)) {
    throw valueError(`randint: expected one of the types ${Object.keys(limits).join(', ')}, got ${type}`);
  }
  const [smallest, end] = limits[type];
  if (!Number.isInteger(low) || !Number.isInteger(high) || low < smallest || high > end) {
    throw valueError(
      `randint: expected integer bounds from ${smallest} to ${end} for ${type}, got [${low}, ${high})`,
    );
  }
  if (low >= high)
    throw valueError(`randint: expected low below high, got the empty range [${low}, ${high})`);
  if (high - low > Number.MAX_SAFE_INTEGER) {
    throw valueError(
      `randint: expected a range below 2^53, which float64 counts exactly, got [${low}, ${high})`,
    );
  }
}
