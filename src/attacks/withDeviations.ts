import { stopGradient, type Tensor } from '../trace/index.ts';

/** Each tensor plus a deviation that is not differentiated: Θ + stopGradient(δ). */
export const withDeviations = (nominal: readonly Tensor[], deviations: readonly Tensor[]): Tensor[] =>
  nominal.map((tensor, index) => tensor.add(stopGradient(deviations[index] as Tensor)));
