/**
 * A fingerprint of every bit of numbers in order: 16 hexadecimal digits, two 32-bit hashes in FNV-1a's manner, with
 * different multipliers, over the bytes of the float64 values.
 * Equal numbers have equal fingerprints on every machine; it does not protect against intent.
 */
export function hashNumbers(...parts: readonly ArrayLike<number>[]): string {
  let first = 0x811c9dc5;
  let second = 0x2166f52d;
  const view = new DataView(new ArrayBuffer(8));
  for (const part of parts) {
    for (let index = 0; index < part.length; index++) {
      view.setFloat64(0, part[index] ?? 0);
      for (let at = 0; at < 8; at++) {
        const byte = view.getUint8(at);
        first = Math.imul(first ^ byte, 0x01000193);
        second = Math.imul(second ^ byte, 0x85ebca6b);
      }
    }
  }
  return [first, second].map((hash) => (hash >>> 0).toString(16).padStart(8, '0')).join('');
}
