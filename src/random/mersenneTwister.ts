/** Words of the state, and the distance of the word that is mixed in. */
const WORDS = 624;
const SHIFT = 397;

/** Where a Mersenne Twister stands in its sequence. */
export interface MersenneTwisterState {
  /** The 624 words of the current block. */
  readonly key: Uint32Array;
  /** How many words of the block are used up: 0 to 624. */
  readonly position: number;
}

/**
 * MT19937, the 32-bit generator behind NumPy's legacy functions. Source: M. Matsumoto and T. Nishimura, "Mersenne Twister", 1998,
 * and its initialisation of 2002.
 */
export class MersenneTwister {
  readonly #key = new Uint32Array(WORDS);
  #position = WORDS;

  /** Starts the sequence of a seed from 0 to 2^32 - 1. */
  seed(seed: number): void {
    const key = this.#key;
    key[0] = seed;
    for (let i = 1; i < WORDS; i++) key[i] = Math.imul(1812433253, mixed(key[i - 1]!)) + i;
    this.#position = WORDS;
  }

  /** Starts the sequence of several seeds, each from 0 to 2^32 - 1; `[s]` and `s` differ. */
  seedByArray(seeds: ArrayLike<number>): void {
    const key = this.#key;
    this.seed(19650218);
    let i = 1;
    const advance = (): void => {
      i++;
      if (i < WORDS) return;
      key[0] = key[WORDS - 1]!;
      i = 1;
    };
    for (let step = 0; step < Math.max(WORDS, seeds.length); step++) {
      const j = step % seeds.length;
      key[i] = (key[i]! ^ Math.imul(mixed(key[i - 1]!), 1664525)) + seeds[j]! + j;
      advance();
    }
    for (let step = 1; step < WORDS; step++) {
      key[i] = (key[i]! ^ Math.imul(mixed(key[i - 1]!), 1566083941)) - i;
      advance();
    }
    key[0] = 0x80000000;
  }

  /** The next 32 random bits. */
  nextUint32(): number {
    if (this.#position === WORDS) this.#generate();
    let y = this.#key[this.#position++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** The next multiple of 2^-53 in [0, 1), from two words. */
  nextDouble(): number {
    const upper = this.nextUint32() >>> 5;
    const lower = this.nextUint32() >>> 6;
    return (upper * 67108864 + lower) / 9007199254740992;
  }

  /** A copy of where the sequence stands. */
  get state(): MersenneTwisterState {
    return { key: this.#key.slice(), position: this.#position };
  }

  /** Goes to where another sequence stands: 624 words, and a position from 0 to 624. */
  set state({ key, position }: MersenneTwisterState) {
    this.#key.set(key);
    this.#position = position;
  }

  /** Replaces the block by the next 624 words. */
  #generate(): void {
    const key = this.#key;
    for (let i = 0; i < WORDS; i++) {
      const y = (key[i]! & 0x80000000) | (key[(i + 1) % WORDS]! & 0x7fffffff);
      key[i] = key[(i + SHIFT) % WORDS]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#position = 0;
  }
}

const mixed = (word: number): number => word ^ (word >>> 30);
