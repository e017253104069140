import { valueError } from '../../errors.ts';
import { inFamilies } from '../../nn/families.ts';
import { div, type Tensor } from '../../trace/index.ts';
import type { HardwareStage } from '../hardwareModel.ts';
import { type StageOptions, tensorStage } from '../tensorStage.ts';
import { nearestPowerOfTwo } from './powerOfTwo.ts';
import { straightThrough } from './straightThrough.ts';

/** The time step of {@link bitShiftDecay}. */
export interface BitShiftDecayOptions extends StageOptions {
  /** Seconds between steps of the network. Default 1e-3. */
  readonly dt?: number;
}

/** At a time constant of dt / 104 the decay e^-104 is 0 in float32. */
const NOTHING_LEFT = 104;

/**
 * Time constants whose decay in a step is a shift and a subtraction, x ← x - x 2^-k: k = max(0, round(log2(τ / dt))), decay α = 1 - 2^-k, and
 * τ ← -dt / ln α, so that e^(-dt/τ) = α. Where k is 0 nothing is left after a step: τ ← dt / 104. The gradient is straight-through.
 * @param options `select` defaults to the family `taus`.
 * @throws LimpetError (`value`) where dt is not positive.
 * Source: Rockpool 3.1.0, `t_decay`, and the bit-shift decays of Xylo.
 */
export function bitShiftDecay(options: BitShiftDecayOptions = {}): HardwareStage {
  const { dt = 1e-3, ...rest } = options;
  if (!(dt > 0 && dt < Number.POSITIVE_INFINITY)) {
    throw valueError(`bitShiftDecay: expected dt to be a time step in seconds above 0, got ${dt}`);
  }
  const description = `time constants become those whose decay in ${dt} s is 1 minus a power of two`;
  const stage = { name: 'bitShiftDecay', select: inFamilies('taus'), ...rest, description };
  return tensorStage(stage, (parameter) => straightThrough((own) => shiftedTau(own, dt))(parameter));
}

/** The time constant of the decay 1 - 2^-k. */
function shiftedTau(tau: Tensor, dt: number): Tensor {
  const share = div(1, nearestPowerOfTwo(tau.div(dt)).maximum(1));
  return div(-dt, share.neg().log1p().maximum(-NOTHING_LEFT));
}
