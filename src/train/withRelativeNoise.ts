import { stopGradient, type Tensor } from '../trace/index.ts';

/** Each tensor with noise relative to its size that is not differentiated: Θ + stopGradient(deviation |Θ| ⊙ draw). */
export const withRelativeNoise = (
  tensors: readonly Tensor[],
  deviation: number,
  draws: readonly Tensor[],
): Tensor[] =>
  tensors.map((tensor, index) =>
    tensor.add(
      stopGradient(
        tensor
          .abs()
          .mul(deviation)
          .mul(draws[index] as Tensor),
      ),
    ),
  );
