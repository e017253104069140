import { valueError } from '../../errors.ts';
import type { Shape } from '../../ir/types.ts';
import { concatenate, slice, type Tensor } from '../../trace/index.ts';

/** The size of an array. */
export interface TileSize {
  /** Most inputs, which are rows: all axes of the weights but the last. Default 256. */
  readonly inputs?: number;
  /** Most outputs, which are columns: the last axis. Default 256. */
  readonly outputs?: number;
}

/** Cuts tensors of a shape into tiles, by rows and columns, and puts tiles together again. */
export interface Tiling {
  cut(tensor: Tensor): Tensor[][];
  join(tiles: readonly (readonly Tensor[])[]): Tensor;
}

/** The tiles of weights of a shape, as `[inputs, outputs]`. */
export function tilingOf(shape: Shape, { inputs = 256, outputs = 256 }: TileSize): Tiling {
  const columns = shape.at(-1) ?? 1;
  const rows = shape.slice(0, -1).reduce((product, extent) => product * extent, 1);
  return {
    cut: (tensor) => {
      const matrix = tensor.reshape([rows, columns]);
      return rangesOf(rows, inputs).map((row) =>
        rangesOf(columns, outputs).map((column) => slice(matrix, [row, column])),
      );
    },
    join: (tiles) => concatenate(tiles.map((row) => concatenate(row, 1))).reshape(shape),
  };
}

/** @throws LimpetError (`value`) for sizes that are not whole from 1. */
export function checkTileSize(what: string, { inputs = 256, outputs = 256 }: TileSize): void {
  for (const [name, size] of Object.entries({ inputs, outputs })) {
    if (Number.isInteger(size) && size >= 1) continue;
    throw valueError(`${what}: expected ${name} to be a whole number from 1, got ${size}`);
  }
}

/** The parts of an axis. */
const rangesOf = (extent: number, size: number): { start: number; stop: number }[] =>
  Array.from({ length: Math.ceil(extent / size) }, (_, index) => ({
    start: index * size,
    stop: Math.min((index + 1) * size, extent),
  }));
