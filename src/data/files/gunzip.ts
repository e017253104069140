import { gunzipSync } from 'fflate';
import type { BadFile } from './badFile.ts';
import { unpack } from './unpack.ts';

/**
 * The content of a gzip file of one member, or the bytes as they are where they do not start as one.
 * Source: RFC 1952.
 */
export function gunzip(bad: BadFile, bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  if (bytes.length < 18)
    throw bad(`it is cut off: a gzip file has 18 bytes or more, this one ${bytes.length}`);
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 8, 8);
  const packed = { checksum: trailer.getUint32(0, true), size: trailer.getUint32(4, true), byte: 0 };
  return unpack(bad, bytes.length, packed, (out) => gunzipSync(bytes, { out }));
}
