import type { DataArray } from '../../../src/data/index.ts';
import { readGolden } from '../../golden/readGolden.ts';

interface GoldenFile {
  readonly name: string;
  readonly format: string;
  /** Base64. */
  readonly file: string;
  readonly arrays: Readonly<
    Record<
      string,
      { readonly elements: string; readonly shape: readonly number[]; readonly data: readonly number[] }
    >
  >;
}

const { cases } = readGolden<{ readonly cases: readonly GoldenFile[] }>('dataFiles');

/** Files of a format that Python wrote. */
export const filesOf = (format: string) =>
  cases
    .filter((one) => one.format === format)
    .map(({ name, file, arrays }) => ({
      name,
      bytes: new Uint8Array(Buffer.from(file, 'base64')),
      arrays,
    }));

/** An array as golden files describe it. */
export const described = ({ shape, data }: DataArray) => ({
  elements: data.constructor.name,
  shape,
  data: [...data],
});

/** Every beginning of a file that is not all of it. */
export const cutOff = (bytes: Uint8Array): Uint8Array[] =>
  Array.from({ length: bytes.length }, (_, length) => bytes.slice(0, length));
