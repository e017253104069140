const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * A picture as a PNG data URL, with one byte per pixel that indexes a palette of at most 256 colours `#rrggbb`; rows from top
 * to bottom. Stored without compression: figures hold small pictures, and the bytes are the same in every host.
 * Source: Portable Network Graphics specification, second edition.
 */
export function indexedPng(
  columns: number,
  rows: number,
  pixels: ArrayLike<number>,
  palette: readonly string[],
): string {
  const header = [...uint32(columns), ...uint32(rows), 8, 3, 0, 0, 0];
  const colors = palette.flatMap((color) =>
    [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16)),
  );
  const scanlines: number[] = [];
  for (let row = 0; row < rows; row++) {
    scanlines.push(0);
    for (let column = 0; column < columns; column++) scanlines.push(pixels[row * columns + column] ?? 0);
  }
  const bytes = [
    ...signature,
    ...chunk('IHDR', header),
    ...chunk('PLTE', colors),
    ...chunk('IDAT', storedZlib(scanlines)),
    ...chunk('IEND', []),
  ];
  return `data:image/png;base64,${btoa(bytes.map((byte) => String.fromCharCode(byte)).join(''))}`;
}

function chunk(type: string, data: readonly number[]): number[] {
  const typed = [...Array.from(type, (letter) => letter.charCodeAt(0)), ...data];
  return [...uint32(data.length), ...typed, ...uint32(crc32(typed))];
}

/** A zlib stream of stored blocks (RFC 1950, RFC 1951 section 3.2.4). */
function storedZlib(data: readonly number[]): number[] {
  const blockSize = 0xffff;
  const stream = [0x78, 0x01];
  for (let start = 0; start < data.length; start += blockSize) {
    const block = data.slice(start, start + blockSize);
    const last = start + blockSize >= data.length ? 1 : 0;
    const size = [block.length & 0xff, block.length >>> 8];
    stream.push(last, ...size, ...size.map((byte) => byte ^ 0xff));
    for (const byte of block) stream.push(byte);
  }
  return [...stream, ...uint32(adler32(data))];
}

function uint32(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
}

function crc32(bytes: readonly number[]): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function adler32(bytes: readonly number[]): number {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return ((b << 16) | a) >>> 0;
}
