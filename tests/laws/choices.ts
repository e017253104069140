import fc from 'fast-check';

/**
 * Decisions of a generator, read off a tape of numbers. Property tests draw the tape, so that fast-check shrinks
 * whatever is made of it: a shorter tape, and smaller numbers, make a smaller thing.
 */
export class Choices {
  readonly #tape: readonly number[];
  #next = 0;

  constructor(tape: readonly number[]) {
    this.#tape = tape;
  }

  /** A whole number from 0 to `count - 1`; 0 once the tape has run out. */
  below(count: number): number {
    return count <= 1 ? 0 : (this.#tape[this.#next++] ?? 0) % count;
  }

  /** One of some items, the first one once the tape has run out. */
  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }

  /** True once in `count` times. */
  onceIn(count: number): boolean {
    return this.below(count) === count - 1;
  }
}

/** Tapes of choices. */
export const tapes = (maxLength: number): fc.Arbitrary<number[]> =>
  fc.array(fc.nat(0xfffff), { minLength: Math.floor(maxLength / 2), maxLength, size: 'max' });
