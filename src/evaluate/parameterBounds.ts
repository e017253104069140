import { type Bounds, floatLeaves, full, intervalBounds, type Tensor } from '../trace/index.ts';
import { checkLevels } from './checkLevels.ts';

/** A little more than 1, so that a level rounded to float32 is no smaller than itself. */
const ABOVE_ONE = 1 + 2 / 16777216;

/**
 * The ends of all parameters that differ from Θ by at most level · |Θ|, element by element: what `pgaAttack` may reach. Ends are rounded
 * outwards. Parameters that are not selected are the same tensor at both ends, so that bounds take them as known.
 * @param level fraction of each parameter's size, from 0; above 1 parameters may change their sign.
 * @param select which parameters vary, by their path, such as `inFamilies('weights')`. Default: all.
 * @throws LimpetError (`value`) where the level is negative or not finite.
 */
export function parameterBounds<Parameters>(
  parameters: Parameters,
  level: number,
  select?: (path: string) => boolean,
): Bounds<Parameters> {
  checkLevels('parameterBounds', [level]);
  if (level === 0) return { lower: parameters, upper: parameters };
  return boundsWithin(parameters, reachOf(level), select);
}

/** A level as a tensor that is no smaller. */
export const reachOf = (level: number): Tensor => full([], level * ABOVE_ONE);

/** {@link parameterBounds} for a level that is a tensor. */
export function boundsWithin<Parameters>(
  parameters: Parameters,
  reach: Tensor,
  select?: (path: string) => boolean,
): Bounds<Parameters> {
  const { tensors, rebuild } = floatLeaves(parameters, select);
  const vary = (values: readonly Tensor[], deviation: Tensor): Tensor[] =>
    values.map((value) => value.add(value.abs().mul(deviation)));
  const { lower, upper } = intervalBounds(vary)([tensors, reach.neg()], [tensors, reach]);
  return { lower: rebuild(lower), upper: rebuild(upper) };
}
