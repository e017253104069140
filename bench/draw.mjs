/** Pseudo-random numbers that every language makes alike, as they come from whole numbers; `peers/draw.py` is its twin. */

/** `count` numbers in ±scale, a different sequence for each seed. */
export const draw = (seed, count, scale) =>
  Float32Array.from({ length: count }, (_, index) => {
    const mixed = Math.imul(Math.imul(index + 1000003 * seed, 0x9e3779b1) ^ 0x5bd1e995, 0x85ebca6b) >>> 0;
    return (((mixed ^ (mixed >>> 13)) >>> 8) / 2 ** 23 - 1) * scale;
  });
