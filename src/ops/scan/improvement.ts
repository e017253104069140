import type { Value } from '../../ir/func.ts';
import type { ImproveContext } from '../../ir/op.ts';
import type { ScanOp, ScanParams } from './params.ts';

type Values = readonly Value[];

/** A loop as others that do the same faster. */
export function improveScan(
  _scan: ScanOp,
  _context: ImproveContext<Values, ScanParams, Values>,
): Values | null {
  return null;
}
