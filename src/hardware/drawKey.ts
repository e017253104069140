import { foldIn, type Key } from '../random/key.ts';

/** FNV-1a, 32 bits, of a text in UTF-8. Source: draft-eastlake-fnv. */
export function hashText(text: string): number {
  return new TextEncoder()
    .encode(text)
    .reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, 0x811c9dc5);
}

/**
 * The key of what a stage draws for one parameter of a chip: the chip's key, folded with the hash of `stage/path`. It depends
 * on nothing else, so neither another layer nor another stage changes it.
 */
export const drawKey = (chip: Key, stage: string, path: string): Key =>
  foldIn(chip, hashText(`${stage}/${path}`));
