import type { Key } from '../random/key.ts';
import { mapFloats, type Tensor } from '../trace/index.ts';
import { drawKey } from './drawKey.ts';
import type { HardwareStage } from './hardwareModel.ts';

/** What all stages can be told. */
export interface StageOptions {
  /** Whether the parameter at a path (`0.weight`) goes through the stage, such as `inFamilies('weights')`. Default: all do. */
  readonly select?: (path: string) => boolean;
  /** Names the stage's draws: two stages of one kind in a model need two names. Default: the name of the function. */
  readonly name?: string;
}

/** What a stage knows of the parameter it changes. */
export interface StageContext {
  /** The key of the stage's draws for this parameter; draws for different effects have keys of their own. */
  readonly draw: (effect?: string) => Key;
  readonly path: string;
  /** Seconds since programming. */
  readonly time: number;
}

/** A stage that changes each selected f32 tensor by itself. */
export const tensorStage = (
  { name, description, select = () => true }: StageOptions & { name: string; description: string },
  change: (parameter: Tensor, context: StageContext) => Tensor,
): HardwareStage => ({
  name,
  description,
  apply: (parameters, chip, time = 0) =>
    mapFloats((parameter, path) => {
      if (!select(path)) return parameter;
      const draw = (effect?: string): Key =>
        drawKey(chip, effect === undefined ? name : `${name}.${effect}`, path);
      return change(parameter, { draw, path, time });
    }, parameters),
});
