import type { BadFile } from './badFile.ts';

const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0);
  return remainder;
});

/** The checksum of gzip and zip files (CRC-32, RFC 1952), which fflate does not check. */
function crc32(bytes: Uint8Array): number {
  let remainder = -1;
  for (let at = 0; at < bytes.length; at++) {
    remainder = (remainder >>> 8) ^ (crcTable[(remainder ^ (bytes[at] ?? 0)) & 0xff] ?? 0);
  }
  return ~remainder >>> 0;
}

/** What a file says of its compressed data. */
interface Packed {
  /** Bytes before compression. */
  readonly size: number;
  readonly checksum: number;
  /** Where the data are in the file. */
  readonly byte: number;
}

/** Unpacks data and checks them against what the file says of them, which may be damaged itself. */
export function unpack(
  bad: BadFile,
  packedBytes: number,
  { size, checksum, byte }: Packed,
  inflate: (out: Uint8Array) => Uint8Array,
): Uint8Array {
  const problem = 'the compressed data are damaged or cut off';
  // Deflate makes data at most 1,032 times smaller: more is not worth the memory.
  if (size > packedBytes * 1032) throw bad(`${problem}: ${packedBytes} bytes cannot hold ${size}`, byte);
  let content: Uint8Array;
  try {
    content = inflate(new Uint8Array(size));
  } catch (cause) {
    throw bad(`${problem}${cause instanceof Error ? ` (${cause.message})` : ''}`, byte);
  }
  if (content.length !== size || crc32(content) !== checksum) {
    throw bad(`${problem}: their size or checksum is not what the file says`, byte);
  }
  return content;
}
