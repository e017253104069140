import { shapeError, valueError } from '../errors.ts';
import type { DataArray } from './files/dataArray.ts';
import { readWav } from './files/wav.ts';

/** A file with where it was. */
export interface FileWithPath {
  /** Its folder is the class: `yes/0a7c2a8d_nohash_0.wav`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** How {@link soundsOf} reads. */
export interface SoundsOptions {
  /** Samples of each sound: longer ones are cut, shorter ones followed by silence. Default: those of one second. */
  readonly length?: number;
  /** Samples per second that all files must have. Default 16,000. */
  readonly sampleRate?: number;
  /** The classes, in the order of their numbers; others are refused. Default: all folders, sorted. */
  readonly classes?: readonly string[];
}

/** Sounds of one length, with their classes. */
export interface Sounds {
  /** [sounds, length], one channel, in the order of the sorted paths. */
  readonly sounds: DataArray & { readonly data: Float32Array };
  /** `[sounds]`, positions in `classes`. */
  readonly labels: DataArray & { readonly data: Int32Array };
  readonly classes: readonly string[];
}

const folderOf = (path: string): string => path.split(/[\\/]/).at(-2) ?? '';

/**
 * The sounds of WAV files in folders named by their classes, as Speech Commands has them.
 * @throws LimpetError (`file`, `shape`, `value`) naming the file, where it is no WAV file, has more than one channel or another sample rate,
 * or its folder is no class.
 * @example `const { sounds, labels } = soundsOf(files, { classes: ['yes', 'no'] })`
 * Source: Warden, arXiv 1804.03209.
 */
export function soundsOf(files: readonly FileWithPath[], options: SoundsOptions = {}): Sounds {
  const { sampleRate = 16_000, length = sampleRate } = options;
  if (!Number.isInteger(length) || length < 1) {
    throw valueError(`soundsOf: expected a length of 1 or more samples, got ${length}`);
  }
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const classes = options.classes ?? [...new Set(sorted.map(({ path }) => folderOf(path)))].sort();
  const sounds = new Float32Array(sorted.length * length);
  const labels = sorted.map(({ path, bytes }, index) => {
    const { samples, sampleRate: own } = readWav(bytes, path);
    const [, channels] = samples.shape;
    if (channels !== 1) throw shapeError(`soundsOf: ${path}: expected one channel, got ${channels}`);
    if (own !== sampleRate) {
      throw valueError(`soundsOf: ${path}: expected ${sampleRate} samples per second, got ${own}`);
    }
    const label = classes.indexOf(folderOf(path));
    if (label < 0) {
      throw valueError(
        `soundsOf: ${path}: expected a folder of the classes ${classes.join(', ')}, got ${JSON.stringify(folderOf(path))}`,
      );
    }
    sounds.set(samples.data.subarray(0, length), index * length);
    return label;
  });
  return {
    sounds: { shape: [sorted.length, length], data: sounds },
    labels: { shape: [sorted.length], data: Int32Array.from(labels) },
    classes,
  };
}
