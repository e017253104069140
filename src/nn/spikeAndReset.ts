import { type Bounds, customBounds, full, intervalBounds, type Tensor, where } from '../trace/index.ts';
import { type Surrogate, spike } from './spike.ts';

/** Above what rounding adds to a potential on its way through division, floor, product and difference, relative to its size. */
const ROUNDING = 1e-6;

/** Spikes of one time step, and the membrane potential after them. */
export interface SpikesAndMembrane {
  readonly membrane: Tensor;
  readonly spikes: Tensor;
}

/**
 * The spikes of one time step (see `spike`), and the membrane potential less a threshold for each of them. In bounds the membrane is
 * known to be below the threshold afterwards, and not below 0 after spikes: to operations it is the difference of two values that may
 * both be anything, and would grow from step to step.
 */
export function spikeAndReset(
  potential: Tensor,
  threshold: Tensor,
  surrogate: Surrogate,
  maxSpikes: number,
): SpikesAndMembrane {
  const fire = (v: Tensor, theta: Tensor): SpikesAndMembrane => {
    const spikes = spike(v, theta, surrogate, maxSpikes);
    return { membrane: v.sub(spikes.mul(theta)), spikes };
  };
  return customBounds(fire, (lower, upper) => {
    const plain = intervalBounds(fire)(lower, upper);
    return narrowed(plain, { lower, upper }, maxSpikes);
  })(potential, threshold);
}

type Ends = readonly [potential: Tensor, threshold: Tensor];

/** v ≥ θ leaves v - ⌊v / θ⌋ θ, from 0 to θ, or v - maxSpikes θ where that is more; v < θ stays. For θ > 0. */
function narrowed(
  { lower, upper }: Bounds<SpikesAndMembrane>,
  { lower: [lowV, lowTheta], upper: [highV, highTheta] }: Bounds<Ends>,
  maxSpikes: number,
): Bounds<SpikesAndMembrane> {
  const slack = lowV.abs().maximum(highV.abs()).mul(ROUNDING);
  const least = lowV.minimum(0).sub(slack);
  const most = highV
    .minimum(highTheta)
    .maximum(highV.sub(lowTheta.mul(maxSpikes)))
    .add(slack);
  const none = full(lowV.shape, Number.NaN);
  const known = (value: Tensor): Tensor => where(lowTheta.greater(0), value, none);
  return {
    lower: { ...lower, membrane: larger(lower.membrane, known(least)) },
    upper: { ...upper, membrane: larger(upper.membrane.neg(), known(most.neg())).neg() },
  };
}

/** The larger of two bounds, of which NaN is none. */
const larger = (x: Tensor, y: Tensor): Tensor => where(x.greaterEqual(y), x, where(y.equal(y), y, x));
