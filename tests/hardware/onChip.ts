import { chipKey, deployOn, type HardwareStage, hardwareModel } from '../../src/hardware/index.ts';
import type { Key } from '../../src/random/key.ts';
import { jit } from '../../src/runtime/index.ts';

/** Parameters on chip 0 after stages, compiled: many draws take long otherwise. */
export const onChip = <Parameters>(
  stages: HardwareStage | readonly HardwareStage[],
  parameters: Parameters,
  time = 0,
): Parameters => {
  const model = hardwareModel(...[stages].flat());
  const compiled = jit((given: Parameters, chip: Key) => deployOn(model, given, chip, time));
  return compiled(parameters, chipKey({ seed: 0, chip: 0 }));
};
