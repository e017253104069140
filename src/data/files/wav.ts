import { type BadFile, badFile } from './badFile.ts';
import { checkFinite, type DataArray } from './dataArray.ts';

/** Sound from a file. */
export interface Sound {
  /** Samples per second. */
  readonly sampleRate: number;
  /** [time, channels], of whole numbers scaled to -1 to 1. */
  readonly samples: DataArray & { readonly data: Float32Array };
}

interface Format {
  readonly channels: number;
  readonly sampleRate: number;
  readonly bytes: number;
  readonly read: (view: DataView, at: number) => number;
}

/** By `format code/bits`; 1 are whole numbers, 3 floats. Those of 8 bits have no sign. */
const readers: Readonly<Record<string, Format['read']>> = {
  '1/8': (view, at) => (view.getUint8(at) - 128) / 0x80,
  '1/16': (view, at) => view.getInt16(at, true) / 0x8000,
  '1/24': (view, at) => (view.getInt16(at + 1, true) * 256 + view.getUint8(at)) / 0x800000,
  '1/32': (view, at) => view.getInt32(at, true) / 0x80000000,
  '3/32': (view, at) => view.getFloat32(at, true),
};

/**
 * The sound of a WAV file: whole numbers of 8, 16, 24 or 32 bits, or float32.
 * @param name what errors call the file.
 * @throws LimpetError (`file`, `notFinite`) with the byte, where it is no whole WAV file, is compressed, or holds NaN or infinity.
 * @example `const { samples, sampleRate } = readWav(await readFile(path), path)`
 * Source: Microsoft, "Multiple Channel Audio Data and WAVE Files"; RFC 2361.
 */
export function readWav(file: Uint8Array, name = 'the file'): Sound {
  const bad = badFile('readWav', name);
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  if (file.length < 12 || textAt(file, 0) !== 'RIFF' || textAt(file, 8) !== 'WAVE') {
    throw bad(
      'expected a WAV file, which starts with RIFF, a size and WAVE: it is of another kind or cut off',
      0,
    );
  }
  let format: Format | undefined;
  for (let at = 12; at + 8 <= file.length; ) {
    const [id, size, start] = [textAt(file, at), view.getUint32(at + 4, true), at + 8];
    if (start + size > file.length) {
      throw bad(
        `it is cut off: its part ${JSON.stringify(id)} takes ${size} bytes, of which ${file.length - start} are there`,
        start,
      );
    }
    if (id === 'fmt ') format = readFormat(bad, view, start, size);
    if (id === 'data') {
      if (format === undefined) throw bad('expected the format before the sound', at);
      return readSamples(bad, view, format, start, size);
    }
    // Parts have an even length; an odd one is followed by a byte of 0.
    at = start + size + (size % 2);
  }
  throw bad('expected sound, and there is none: it is cut off', file.length);
}

const textAt = (file: Uint8Array, at: number): string => String.fromCharCode(...file.subarray(at, at + 4));

function readFormat(bad: BadFile, view: DataView, start: number, size: number): Format {
  if (size < 16) throw bad(`expected a format of 16 bytes or more, got ${size}`, start);
  const [given, channels] = [view.getUint16(start, true), view.getUint16(start + 2, true)];
  const bits = view.getUint16(start + 14, true);
  // The extensible format has the code itself further on.
  const code = given === 0xfffe && size >= 26 ? view.getUint16(start + 24, true) : given;
  const read = readers[`${code}/${bits}`];
  if (read === undefined || channels === 0) {
    throw bad(
      `expected whole numbers of 8, 16, 24 or 32 bits (format 1) or floats of 32 (format 3), got format ${code} of ${bits} bits ` +
        `and ${channels} channels`,
      start,
    );
  }
  return { channels, sampleRate: view.getUint32(start + 4, true), bytes: bits / 8, read };
}

function readSamples(bad: BadFile, view: DataView, format: Format, start: number, size: number): Sound {
  const { channels, sampleRate, bytes, read } = format;
  const count = size / (bytes * channels);
  if (!Number.isInteger(count)) {
    throw bad(`expected whole samples of ${bytes * channels} bytes, got ${size} bytes`, start);
  }
  const data = new Float32Array(count * channels);
  for (let index = 0; index < data.length; index++) data[index] = read(view, start + index * bytes);
  const samples = { shape: [count, channels], data };
  checkFinite(bad, samples, (index) => start + index * bytes);
  return { sampleRate, samples };
}
