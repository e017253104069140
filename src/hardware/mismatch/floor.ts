import { floatLeaves, full, type Tensor } from '../../trace/index.ts';
import { type Level, levelByPath } from '../level.ts';

/** The least value of parameters that must stay positive, such as time constants. */
export interface FloorOptions {
  /** Least value after the draw, in units of the parameters: for all, by family (`{ taus: 1e-3 }`), or by path. Default: none. */
  readonly floor?: Level;
}

/** Holds parameters at or above a floor, and says so. */
export function withFloor(what: string, { floor }: FloorOptions) {
  if (floor === undefined) return { text: '', hold: (parameter: Tensor): Tensor => parameter };
  const { at, text } = levelByPath(`${what}: expected a floor`, floor, String);
  return {
    text: `, held at or above ${text}`,
    hold: (parameter: Tensor, path: string): Tensor => {
      const least = at(path);
      return least === null ? parameter : parameter.maximum(least);
    },
  };
}

/**
 * How many parameter elements of a chip lie at or below a floor: i32 scalar. Where these are many, draws of a Gaussian are no model of the
 * device, and {@link logNormalMismatch} is the better one.
 * @param floor as of the stage; parameters of other families are not counted.
 * @example `countAtFloor(deploy(model, parameters, { seed: 0, chip: 0 }), { taus: 1e-3 })`
 */
export function countAtFloor(parameters: unknown, floor: Level): Tensor {
  const { at } = levelByPath('countAtFloor: expected a floor', floor, String);
  const { tensors, paths } = floatLeaves(parameters);
  return tensors.reduce((count, tensor, index) => {
    const least = at(paths[index] ?? '');
    return least === null ? count : count.add(tensor.lessEqual(least).cast('i32').sum());
  }, full([], 0).cast('i32'));
}
