import { valueError } from '../errors.ts';
import type { Surrogate } from './spike.ts';

function checkAbove(what: string, name: string, value: number): void {
  if (value > 0 && value < Number.POSITIVE_INFINITY) return;
  throw valueError(`${what}: expected ${name} to be a number above 0, got ${value}`);
}

/**
 * 1 where v ≥ θ - window, else 0: the derivative of v / θ within a window that is open above.
 * @param window in the units of the membrane potential, from 0. Default 0.5.
 * Source: Rockpool, `step_pwl`.
 */
export function piecewiseLinear(window = 0.5): Surrogate {
  if (!(window >= 0)) throw valueError(`piecewiseLinear: expected a window from 0, got ${window}`);
  return (membrane, threshold) => membrane.greaterEqual(threshold.sub(window)).cast('f32');
}

/**
 * height · max(0, 1 - |v / θ - 1| / width), the triangular pseudo-derivative about the threshold.
 * @param options.height the damping γ. Default 0.3. `options.width` as a fraction of the threshold. Default 1.
 * Source: Bellec et al., arXiv 1803.09574, the neuron of Büchel, Faber, Muir, arXiv 2106.05009.
 */
export function triangular(options: { readonly height?: number; readonly width?: number } = {}): Surrogate {
  const { height = 0.3, width = 1 } = options;
  checkAbove('triangular', 'height', height);
  checkAbove('triangular', 'width', width);
  return (membrane, threshold) => {
    const distance = membrane.sub(threshold).div(threshold).abs();
    return distance.div(-width).add(1).relu().mul(height);
  };
}

/**
 * 1 / (1 + slope |v / θ - 1|)², the derivative of the fast sigmoid.
 * @param slope above 0. Default 25.
 * Source: Zenke, Ganguli, SuperSpike, arXiv 1705.11146; default of snnTorch.
 */
export function fastSigmoid(slope = 25): Surrogate {
  checkAbove('fastSigmoid', 'slope', slope);
  return (membrane, threshold) => membrane.div(threshold).sub(1).abs().mul(slope).add(1).square().pow(-1);
}

/**
 * (slope / 2) / (1 + (π/2 · slope · (v / θ - 1))²), the derivative of an arctangent.
 * @param slope above 0. Default 2.
 * Source: Fang et al., arXiv 2007.05785.
 */
export function arctangent(slope = 2): Surrogate {
  checkAbove('arctangent', 'slope', slope);
  return (membrane, threshold) => {
    const angle = membrane
      .div(threshold)
      .sub(1)
      .mul((Math.PI / 2) * slope);
    return angle
      .square()
      .add(1)
      .pow(-1)
      .mul(slope / 2);
  };
}

/**
 * exp(-|v / θ - 1| / width).
 * @param width as a fraction of the threshold, above 0. Default 0.5.
 * Source: Shrestha, Orchard, SLAYER, arXiv 1810.08646.
 */
export function exponential(width = 0.5): Surrogate {
  checkAbove('exponential', 'width', width);
  return (membrane, threshold) => membrane.div(threshold).sub(1).abs().div(-width).exp();
}

/**
 * exp(-d / window), d the distance of v to the nearest multiple of θ from θ on: high wherever another spike is near.
 * @param window in the units of the membrane potential, above 0. Default 0.5.
 * Source: Rockpool, `PeriodicExponential`.
 */
export function periodicExponential(window = 0.5): Surrogate {
  checkAbove('periodicExponential', 'window', window);
  return (membrane, threshold) => {
    const nearest = membrane.div(threshold).add(0.5).floor().maximum(1);
    return membrane.sub(nearest.mul(threshold)).abs().div(-window).exp();
  };
}
