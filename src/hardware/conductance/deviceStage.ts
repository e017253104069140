import { expectNumbers, valueError } from '../../errors.ts';
import { inFamilies } from '../../nn/families.ts';
import { normal } from '../../random/distributions.ts';
import type { Tensor } from '../../trace/index.ts';
import { checkFaults, type DeviceFaults, faultsText, withFaults } from '../faults/deviceFaults.ts';
import type { HardwareStage } from '../hardwareModel.ts';
import { type StageOptions, tensorStage } from '../tensorStage.ts';
import type { ConductanceMapping } from './mapping.ts';

/** What is not ideal about a device: how it is programmed, how it changes with time, and how it is read. */
export type DeviceEffect = 'programming' | 'drift' | 'read';

const effects: readonly DeviceEffect[] = ['programming', 'drift', 'read'];

/** The random numbers and sizes of effects on one device of each weight. */
export interface DeviceDraws {
  /** Standard normal numbers, like the conductances: the chip's own for each effect, the same at every time. */
  readonly normal: (effect: DeviceEffect) => Tensor;
  /** What the effect is multiplied by; 0 is none. */
  readonly scale: (effect: DeviceEffect) => number;
}

/** Devices, statistically. Conductances are in µS, times in seconds since programming. */
export interface DeviceModel {
  /** On one line. */
  readonly description: string;
  /** The conductances that are reached in programming to targets. */
  program(targets: Tensor, draws: DeviceDraws): Tensor;
  /** The conductances that are read at a time. */
  read(programmed: Tensor, targets: Tensor, time: number, draws: DeviceDraws): Tensor;
}

/** How weights are mapped to devices, and how large each effect is. */
export interface DeviceStageOptions extends StageOptions {
  readonly mapping?: ConductanceMapping;
  /** Multiplies the deviation of programming. Default 1. */
  readonly programmingScale?: number;
  /** Multiplies drift coefficients. Default 1. */
  readonly driftScale?: number;
  /** Multiplies the noise of reading. Default 1. */
  readonly readScale?: number;
  /** Which read: another whole number from 0 draws other read noise on the same chip. Default 0. */
  readonly readIndex?: number;
  /**
   * Maps programmed weights to conductances anew before they drift, as aihwkit does: what programming left on the device that should be at its least
   * is folded into the other one, and the scale follows the programmed weights. Default false: both devices keep what they have.
   */
  readonly mapAgain?: boolean;
  /** Devices that are dead or stuck. Default: none. */
  readonly faults?: DeviceFaults;
}

/**
 * A stage for weights on devices of a model: weights are mapped to conductances, these are programmed, drift, are read and become weights again.
 * Each effect can be switched off (`without`).
 * @param options `select` defaults to the family `weights`.
 * @throws LimpetError (`value`) for a negative scale, a `readIndex` that is not whole or, when applied, a negative time.
 */
export function deviceStage(
  model: DeviceModel,
  options: DeviceStageOptions & { readonly name: string; readonly mapping: ConductanceMapping },
): HardwareStage {
  const { name, mapping, mapAgain = false, readIndex = 0, select = inFamilies('weights'), faults } = options;
  if (faults) checkFaults(name, faults);
  const { programmingScale = 1, driftScale = 1, readScale = 1 } = options;
  const scales = { programming: programmingScale, drift: driftScale, read: readScale };
  expectNumbers(name, 'from 0', { programmingScale, driftScale, readScale });
  if (!Number.isInteger(readIndex) || readIndex < 0) {
    throw valueError(`${name}: expected readIndex to be a whole number from 0, got ${readIndex}`);
  }
  const stuck = faults === undefined ? '' : `; ${faultsText(faults)}`;
  const description = `${model.description}; ${mapping.description}${stuck}`;
  const stage = tensorStage({ name, select, description }, (weights, { draw, time }) => {
    checkTime(name, time);
    const drawsOf = (device: number): DeviceDraws => ({
      normal: (effect) => {
        const read = effect === 'read' && readIndex !== 0 ? `.${readIndex}` : '';
        return normal(draw(`${effect}.${device}${read}`), weights.shape);
      },
      scale: (effect) => scales[effect],
    });
    const mapped = mapping.map(weights);
    const programmed = mapped.targets.map((target, device) => model.program(target, drawsOf(device)));
    const held = mapAgain ? mapping.map(mapped.toWeights(programmed)) : { ...mapped, targets: programmed };
    const read = held.targets.map((conductance, device) =>
      model.read(conductance, mapped.targets[device] as Tensor, time, drawsOf(device)),
    );
    if (faults === undefined) return held.toWeights(read);
    return held.toWeights(
      read.map((conductance, device) =>
        withFaults(conductance, faults, mapping, (effect) => draw(`${effect}.${device}`)),
      ),
    );
  });
  const without = effects
    .filter((effect) => scales[effect] > 0)
    .map((effect) => [effect, () => deviceStage(model, { ...options, [`${effect}Scale`]: 0 })] as const);
  const { faults: _, ...sound } = options;
  const whole = faults === undefined ? [] : [['faults', () => deviceStage(model, sound)] as const];
  return { ...stage, without: Object.fromEntries([...without, ...whole]) };
}

/** @throws LimpetError (`value`) for a time before the end of programming. */
export function checkTime(what: string, time: number): void {
  if (time >= 0 && time < Number.POSITIVE_INFINITY) return;
  throw valueError(`${what}: expected a time in seconds since programming, from 0, got ${time}`);
}
