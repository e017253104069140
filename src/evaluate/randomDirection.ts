import { expectOneOf, valueError } from '../errors.ts';
import { chipKey, drawKey } from '../hardware/index.ts';
import { normal } from '../random/distributions.ts';
import { floatLeaves, type Tensor, zeros } from '../trace/index.ts';

/** Which random directions of parameters are taken. */
export interface DirectionOptions {
  /**
   * `relative`: ξ |Θ|, in proportion to each parameter, as mismatch is. `filterNormalised`: the weights into each output are as long as those
   * of the network; tensors of fewer than two axes, such as biases and time constants, stay. `unnormalised`: ξ. With ξ standard normal.
   * Default `relative`.
   */
  readonly direction?: 'relative' | 'filterNormalised' | 'unnormalised';
  /** What the direction is multiplied by. Default: 0.2 for relative directions, as in the paper; else 1. */
  readonly scale?: number;
  /** Whether the parameter at a path (`0.weight`) moves, such as `inFamilies('weights')`. Default: all do. */
  readonly select?: (path: string) => boolean;
}

/** Added to lengths that are divided by. Source: Li et al.'s code. */
const SMALLEST_LENGTH = 1e-10;

/**
 * A random direction: a tensor for each f32 tensor of the parameters, in their order. It depends on seed, index, path and kind alone. The last
 * axis of a weight is that of its outputs, and all the others make up a filter.
 * @throws LimpetError (`value`) for a scale that is not positive, or a direction that there is not.
 */
export function randomDirection<Parameters>(
  parameters: Parameters,
  options: DirectionOptions & { readonly seed: number; readonly index: number },
): readonly Tensor[] {
  const { direction = 'relative', select = () => true, seed, index } = options;
  const { scale = direction === 'relative' ? 0.2 : 1 } = options;
  expectOneOf('randomDirection: expected direction', direction, [
    'relative',
    'filterNormalised',
    'unnormalised',
  ]);
  if (!(scale > 0 && scale < Number.POSITIVE_INFINITY)) {
    throw valueError(`randomDirection: expected scale to be a finite number above 0, got ${scale}`);
  }
  const chip = chipKey({ seed, chip: index });
  const { tensors, paths } = floatLeaves(parameters);
  return tensors.map((tensor, leaf) => {
    const path = paths[leaf] ?? '';
    if (!select(path)) return zeros(tensor.shape);
    const draw = normal(drawKey(chip, 'randomDirection', path), tensor.shape);
    if (direction === 'unnormalised') return draw.mul(scale);
    if (direction === 'relative') return draw.mul(tensor.abs()).mul(scale);
    return filterNormalised(draw, tensor).mul(scale);
  });
}

function filterNormalised(draw: Tensor, weight: Tensor): Tensor {
  const rank = weight.shape.length;
  if (rank < 2) return zeros(weight.shape);
  const axis = Array.from({ length: rank - 1 }, (_, index) => index);
  const lengthOf = (tensor: Tensor): Tensor => tensor.square().sum({ axis, keepDims: true }).sqrt();
  return draw.mul(lengthOf(weight).div(lengthOf(draw).add(SMALLEST_LENGTH)));
}
