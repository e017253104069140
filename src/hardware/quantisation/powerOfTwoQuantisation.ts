import { inFamilies } from '../../nn/families.ts';
import { where } from '../../trace/index.ts';
import type { HardwareStage } from '../hardwareModel.ts';
import { largestSize, type Scope, scopeText } from '../scope.ts';
import { type StageOptions, tensorStage } from '../tensorStage.ts';
import { nearestPowerOfTwo, powerOfTwo } from './powerOfTwo.ts';
import { stepsOf } from './rounding.ts';
import { straightThrough } from './straightThrough.ts';

/** The exponents of {@link powerOfTwoQuantisation}. */
export interface PowerOfTwoQuantisationOptions extends StageOptions {
  /** Bits of a weight, its sign among them: 2^(bits - 1) - 1 exponents, and 0. Default 4: 7 exponents. */
  readonly bits?: number;
  /** What shares one largest exponent. Default `tensor`. */
  readonly scope?: Scope;
}

/**
 * Weights that are powers of two, so that products are shifts: w ← sign(w) 2^round(log2|w|), with exponents from that of the largest weight down;
 * what is below the last one becomes 0. The gradient is straight-through.
 * @param options `select` defaults to the family `weights`.
 * @throws LimpetError (`value`) for bits that are not whole from 2 to 8.
 * Source: Miyashita, Lee, Murmann, arXiv 1603.01025.
 */
export function powerOfTwoQuantisation(options: PowerOfTwoQuantisationOptions = {}): HardwareStage {
  const { bits = 4, scope = 'tensor', ...rest } = options;
  const exponents = stepsOf('powerOfTwoQuantisation', bits, 8);
  const lastPower = powerOfTwo(1 - exponents);
  const description = `weights are rounded to 0 and ± the ${exponents} powers of two up to the largest weight ${scopeText(scope)}`;
  const stage = { name: 'powerOfTwoQuantisation', select: inFamilies('weights'), ...rest, description };
  return tensorStage(stage, (parameter) =>
    straightThrough((own) => {
      const largest = nearestPowerOfTwo(largestSize(scope, own));
      const power = nearestPowerOfTwo(own);
      const isZero = power.less(largest.mul(lastPower));
      return where(isZero, 0, power.mul(own.sign()));
    })(parameter),
  );
}
