import { treeError, valueError } from '../errors.ts';
import { floatLeaves, stack, type Tensor, where } from '../trace/index.ts';

/** The mean of the elements that are not NaN. */
function nanMean(x: Tensor): Tensor {
  const missing = x.notEqual(x);
  const count = missing.bitwiseNot().cast('f32').sum();
  return where(missing, 0, x).sum().div(count);
}

function meanOverLeaves(what: string, parameters: unknown, cost: (leaf: Tensor) => Tensor): Tensor {
  const { tensors } = floatLeaves(parameters);
  if (tensors.length === 0) throw treeError(`${what}: the tree of parameters holds no f32 tensor`);
  return nanMean(stack(tensors.map((leaf) => nanMean(cost(leaf)))));
}

/**
 * The mean over the parameter tensors of each one's mean square, E[E[θ²]]: a scalar weighs as much as a matrix. NaNs
 * are left out.
 * Source: Rockpool, `jax_loss.l2sqr_norm`.
 */
export const l2SquaredNorm = (parameters: unknown): Tensor =>
  meanOverLeaves('l2SquaredNorm', parameters, (leaf) => leaf.square());

/**
 * A smooth count of the parameters that are not 0, as a fraction: the mean over the parameter tensors of each one's
 * mean of θ⁴ / (θ⁴ + σ). NaNs are left out.
 * @param sigma above 0; how soon a parameter counts as not 0. Default 1e-4.
 * Source: Rockpool, `jax_loss.l0_norm_approx`; Wei et al., Sensors 18 (3373), 2018, doi 10.3390/s18103373.
 */
export function l0NormApprox(parameters: unknown, sigma = 1e-4): Tensor {
  if (!(sigma > 0)) throw valueError(`l0NormApprox: expected sigma above 0, got ${sigma}`);
  return meanOverLeaves('l0NormApprox', parameters, (leaf) => {
    const fourth = leaf.square().square();
    return fourth.div(fourth.add(sigma));
  });
}
