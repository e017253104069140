import { crc32, inflateSync } from 'node:zlib';

/** A decoded picture. */
export interface Picture {
  readonly columns: number;
  readonly rows: number;
  readonly colors: readonly string[];
  readonly pixels: readonly number[];
}

/** Reads a PNG data URL with indexed colours, checking every checksum with Node's zlib. */
export function decodePng(url: string): Picture {
  const file = Buffer.from(url.replace(/^data:image\/png;base64,/, ''), 'base64');
  if (file.subarray(0, 8).toString('latin1') !== '\x89PNG\r\n\x1a\n') throw new Error('no PNG signature');
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < file.length; ) {
    const end = at + 8 + file.readUInt32BE(at);
    if (file.readUInt32BE(end) !== crc32(file.subarray(at + 4, end))) throw new Error('wrong checksum');
    chunks.set(file.toString('latin1', at + 4, at + 8), file.subarray(at + 8, end));
    at = end + 4;
  }
  const [header, palette, data] = ['IHDR', 'PLTE', 'IDAT'].map((type) => chunks.get(type)!);
  const [columns, rows] = [header!.readUInt32BE(0), header!.readUInt32BE(4)];
  if (header!.subarray(8).toString('hex') !== '0803000000') throw new Error('not 8 bits, indexed');
  const lines = inflateSync(data!);
  if (lines.length !== rows * (columns + 1)) throw new Error('wrong number of pixels');
  const pixels = Array.from({ length: rows }, (_, row) => [
    ...lines.subarray(row * (columns + 1) + 1, (row + 1) * (columns + 1)),
  ]);
  const hex = palette!.toString('hex');
  return { columns, rows, colors: hex.match(/.{6}/g)!.map((color) => `#${color}`), pixels: pixels.flat() };
}
