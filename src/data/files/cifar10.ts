import { badFile } from './badFile.ts';
import type { DataArray } from './dataArray.ts';
import { gunzip } from './gunzip.ts';

/** Images with their classes, one byte for each number. */
export interface LabelledImages {
  /** [images, height, width, channels]. */
  readonly images: DataArray & { readonly data: Uint8Array };
  /** [images]. */
  readonly labels: DataArray & { readonly data: Uint8Array };
}

const SIDE = 32;
const PIXELS = SIDE * SIDE;
const RECORD = 1 + 3 * PIXELS;

/**
 * The images of a file of CIFAR-10's binary version (`data_batch_1.bin` and so on), red, green and blue last, and their classes from 0
 * to 9.
 * @param name what errors call the file.
 * @throws LimpetError (`file`) with the byte, where it does not hold whole images, or a class above 9.
 * @example `const { images, labels } = readCifar10(await readFile(path), path)`
 * Source: Krizhevsky, "The CIFAR-10 dataset", binary version.
 */
export function readCifar10(file: Uint8Array, name = 'the file'): LabelledImages {
  const bad = badFile('readCifar10', name);
  const bytes = gunzip(bad, file);
  const count = bytes.length / RECORD;
  if (!Number.isInteger(count) || count === 0) {
    throw bad(
      `expected images of ${RECORD} bytes each, got ${bytes.length} bytes: it is cut off, or of another kind (unpack the tar file first)`,
      Math.floor(count) * RECORD,
    );
  }
  const images = new Uint8Array(count * 3 * PIXELS);
  const labels = new Uint8Array(count);
  for (let image = 0; image < count; image++) {
    const start = image * RECORD;
    const label = bytes[start] ?? 0;
    if (label > 9) throw bad(`expected a class from 0 to 9 for image ${image}, got ${label}`, start);
    labels[image] = label;
    for (let pixel = 0; pixel < PIXELS; pixel++) {
      for (let channel = 0; channel < 3; channel++) {
        images[(image * PIXELS + pixel) * 3 + channel] = bytes[start + 1 + channel * PIXELS + pixel] ?? 0;
      }
    }
  }
  return {
    images: { shape: [count, SIDE, SIDE, 3], data: images },
    labels: { shape: [count], data: labels },
  };
}
