import { inflateSync } from 'fflate';
import type { BadFile } from './badFile.ts';
import { unpack } from './unpack.ts';

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
const localEntry = 0x04034b50;

/**
 * The files in a zip file by their names, in its order, each unpacked: stored or deflated, without encryption, below 4 GB.
 * Source: PKWARE, "APPNOTE.TXT", sections 4.3 and 4.4.
 */
export function unzip(bad: BadFile, bytes: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const within = (at: number, length: number): boolean => at >= 0 && at + length <= bytes.length;
  let end = bytes.length - 22;
  // A comment of up to 65,535 bytes may come last.
  const first = Math.max(0, end - 0xffff);
  while (end >= first && view.getUint32(end, true) !== endOfDirectory) end--;
  if (end < first)
    throw bad('expected a zip file, but it has no directory: it is cut off or of another kind');
  const files = new Map<string, Uint8Array>();
  let at = view.getUint32(end + 16, true);
  for (let count = view.getUint16(end + 10, true); count > 0; count--) {
    if (!within(at, 46) || view.getUint32(at, true) !== directoryEntry) {
      throw bad('expected an entry of the zip directory: it is damaged, or a zip64 file', at);
    }
    const [nameLength, rest] = [view.getUint16(at + 28, true), view.getUint32(at + 30, true)];
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    const local = view.getUint32(at + 42, true);
    const packedSize = view.getUint32(at + 20, true);
    if (!within(local, 30) || view.getUint32(local, true) !== localEntry) {
      throw bad(`expected the start of ${name}: it is damaged, or a zip64 file`, local);
    }
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    if (!within(start, packedSize)) throw bad(`${name} is cut off`, start);
    const packed = bytes.subarray(start, start + packedSize);
    const method = view.getUint16(at + 10, true);
    if ((view.getUint16(at + 8, true) & 1) !== 0 || (method !== 0 && method !== 8)) {
      throw bad(
        `${name} is encrypted or compressed by method ${method}; expected stored or deflated data`,
        at,
      );
    }
    const stated = {
      checksum: view.getUint32(at + 16, true),
      size: view.getUint32(at + 24, true),
      byte: start,
    };
    const inflate = (out: Uint8Array) => (method === 8 ? inflateSync(packed, { out }) : packed);
    files.set(name, unpack(bad, packedSize, stated, inflate));
    at += 46 + nameLength + (rest & 0xffff) + (rest >>> 16);
  }
  return files;
}
