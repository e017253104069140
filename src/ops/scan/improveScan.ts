import type { Value } from '../../ir/func.ts';
import type { ImproveContext } from '../../ir/op.ts';
import { accumulateAfter } from './accumulateAfter.ts';
import { hoistInvariants, hoistProducts } from './hoisting.ts';
import type { Improvement, Loop } from './loop.ts';
import type { ScanOp, ScanParams } from './params.ts';
import { constantSlices, constantStacks } from './repeated.ts';

type Values = readonly Value[];

const improvements: readonly Improvement[] = [
  constantSlices,
  hoistInvariants,
  constantStacks,
  hoistProducts,
  accumulateAfter,
];

/** A loop with as much as possible of its work before and after it, where it is done at once; the bits stay the same. */
export function improveScan(
  scan: ScanOp,
  context: ImproveContext<Values, ScanParams, Values>,
): Values | null {
  const { params, inputs, emit } = context;
  const given: Loop = { params, inputs, finish: (results) => results };
  const improved = improvements.reduce((loop, improve) => improve(loop, context) ?? loop, given);
  if (improved === given) return null;
  return improved.finish(emit(scan, improved.inputs, improved.params));
}
