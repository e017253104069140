import { expOfSum } from './expOfSum.ts';

/** e^x in float64, the same bits in every JavaScript engine, within .8 units in the last place (source: `splitExponential`). */
export const exp = (x: number): number => (Number.isNaN(x) ? NaN : expOfSum(x, 0));
