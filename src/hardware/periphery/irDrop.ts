import { iota, type Tensor } from '../../trace/index.ts';

/** 1 / (wire resistance of 0.35 Ω between cells · largest conductance of 5 µS). */
const RESISTANCE_RATIO = 1 / (0.35 * 5e-6);

/**
 * What the wires of a crossbar's columns take away from its products, to first order: row j of n lies j cells from the output, and every cell
 * beyond drives its current through the same wire. Inputs are the lengths of pulses of one voltage. With a = n Σ_j |w_j x_j| / R, R = 5.714e5, c = a (a (0.05 a - 0.2) + 0.5), the drop is
 * c Σ_j w_j x_j (1 - (1 - j / n)²).
 * @param x `[rows, inputs]` of size 1 at most
 * @param cells `[inputs, outputs]` of size 1 at most
 * @returns `[rows, outputs]`, to be subtracted from x · cells.
 * Source: aihwkit 1.1.0, `rpu_forward_backward_pass.cpp`. Its documentation counts rows from the other end; the factor grows with the distance
 * from the output, as the exact solution of the resistor network does.
 */
export function irDrop(x: Tensor, cells: Tensor): Tensor {
  const inputs = x.shape[1] ?? 0;
  const load = x
    .abs()
    .matmul(cells.abs())
    .mul(inputs / RESISTANCE_RATIO);
  const strength = load.mul(load.mul(load.mul(0.05).sub(0.2)).add(0.5));
  const nearness = iota([inputs]).cast('f32').div(-inputs).add(1);
  return x.mul(nearness.square().neg().add(1)).matmul(cells).mul(strength);
}
