import type { Value } from '../../ir/func.ts';
import type { Interval, IntervalContext } from '../../ir/op.ts';
import { intervalsAmong, pairUp } from '../intervalRules.ts';
import type { ScanParams } from './params.ts';
import { reachedInputs } from './reachedInputs.ts';

type Values = readonly Value[];

/** One loop over intervals: carries that come to depend on an interval at some step have two ends from the start. */
export function intervalScan({
  inputs,
  params,
  emit,
  intervalFunc,
}: IntervalContext<Values, ScanParams>): readonly Interval[] {
  const { body, constants, carries } = params;
  const reached = reachedInputs(params, intervalsAmong(inputs));
  const isCarry = (index: number): boolean => index >= constants && index < constants + carries;
  const ownCarries = [...reached].filter(isCarry);
  const { func, outputs } = intervalFunc(
    body,
    reached,
    new Set(ownCarries.map((index) => index - constants)),
  );
  const ends = inputs.flatMap(({ lower, upper }, index) => (reached.has(index) ? [lower, upper] : [lower]));
  const results = emit(ends, {
    ...params,
    body: func,
    constants: constants + [...reached].filter((index) => index < constants).length,
    carries: carries + ownCarries.length,
  });
  return pairUp(results, body.outputs.length, outputs);
}
