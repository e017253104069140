import type { Func, Value } from '../../ir/func.ts';
import type { Op } from '../../ir/op.ts';

/**
 * A loop over the leading axis of its slices. The body takes the constants, the carries and one element of every slice
 * input; it gives the next carries and one element of every stacked output. The loop takes the constants, the first
 * carries and the slice inputs whole; it gives the last carries and the stacked outputs.
 */
export interface ScanParams {
  readonly body: Func;
  /** How many of the inputs are constants, and how many carries. */
  readonly constants: number;
  readonly carries: number;
  readonly length: number;
  /** From the last element to the first. */
  readonly reverse: boolean;
}

/** The operation itself, for rules that emit loops. */
export type ScanOp = Op<readonly Value[], ScanParams, readonly Value[]>;

/** Values by their part in a loop. */
export interface ScanParts<Item> {
  readonly constants: readonly Item[];
  readonly carries: readonly Item[];
  readonly slices: readonly Item[];
}

/** The inputs of a loop, or of its body, by part. */
export const partsOf = <Item>(
  inputs: readonly Item[],
  { constants, carries }: Pick<ScanParams, 'constants' | 'carries'>,
): ScanParts<Item> => ({
  constants: inputs.slice(0, constants),
  carries: inputs.slice(constants, constants + carries),
  slices: inputs.slice(constants + carries),
});

/** The last carries and the stacked outputs. */
export const outputPartsOf = (
  outputs: readonly Value[],
  { carries }: Pick<ScanParams, 'carries'>,
): { readonly carries: readonly Value[]; readonly stacks: readonly Value[] } => ({
  carries: outputs.slice(0, carries),
  stacks: outputs.slice(carries),
});
