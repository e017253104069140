/**
 * A matrix product cuts its inner axis in blocks of this many elements. The sum of a block starts at +0 and adds the
 * rounded products in increasing order; the sums of the blocks are added up in order.
 */
export const CONTRACT_BLOCK = 256;

/**
 * A reduction keeps this many accumulators: element e (row-major over the reduced axes) goes to accumulator
 * e modulo REDUCE_LANES, in increasing order, starting from the identity of the combination.
 */
export const REDUCE_LANES = 8;

/**
 * A cumulative operation takes the elements along its axis one after another, from the first on, or from the last back
 * where it is reversed: each result is the accumulator combined with the element.
 * @param take combines the element with this index along the axis.
 */
export function inCumulativeOrder(extent: number, reverse: boolean, take: (index: number) => void): void {
  for (let index = 0; index < extent; index++) take(reverse ? extent - 1 - index : index);
}

/**
 * The order in which the accumulators of a reduction are folded: lanes 4 to 7 onto 0 to 3, then 2 and 3 onto
 * 0 and 1, then 1 onto 0.
 */
export function foldLanes<Accumulator>(
  lanes: readonly Accumulator[],
  combine: (a: Accumulator, b: Accumulator) => Accumulator,
): Accumulator {
  let folded = [...lanes];
  while (folded.length > 1) {
    const half = folded.length / 2;
    folded = folded
      .slice(0, half)
      .map((accumulator, lane) => combine(accumulator, folded[lane + half] as Accumulator));
  }
  return folded[0] as Accumulator;
}
