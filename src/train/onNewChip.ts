import { deployOn, type HardwareModel } from '../hardware/index.ts';
import type { Key } from '../random/key.ts';
import { stopGradient, type Tensor, zipFloats } from '../trace/index.ts';

/** Parameters as they are on the chip of a key, with the gradient of the parameters themselves: Θ + stopGradient(deployed - Θ). */
export const onNewChip = <Parameters>(
  parameters: Parameters,
  hardware: HardwareModel,
  key: Key,
): Parameters =>
  zipFloats(
    'onNewChip',
    ([nominal, deployed]) =>
      (nominal as Tensor).add(stopGradient((deployed as Tensor).sub(nominal as Tensor))),
    parameters,
    deployOn(hardware, parameters, key),
  );
