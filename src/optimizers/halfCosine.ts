import { sub, type Tensor, type TensorLike } from '../trace/index.ts';

/** Coefficients of sin(πx) / x by powers of x²: (-1)ⁿ π²ⁿ⁺¹ / (2n + 1)!, up to x¹². */
const coefficients: number[] = [Math.PI];
for (let n = 1; n <= 6; n++) {
  coefficients.push((-(coefficients[n - 1] ?? 0) * Math.PI * Math.PI) / (2 * n * (2 * n + 1)));
}

/** cos(πt) for t from 0 to 1, as sin(π(½ - t)) by its Taylor series, which is off by less than 1e-9. */
export function halfCosine(t: Tensor): Tensor {
  const x = sub(0.5, t);
  const square = x.square();
  return x.mul(
    coefficients.reduceRight<TensorLike>((sum, coefficient) => square.mul(sum).add(coefficient), 0),
  );
}
