import { valueError } from '../../errors.ts';
import type { Tensor } from '../../trace/index.ts';

/**
 * Linear interpolation in a table, constant beyond its ends: y₀ + Σ slope · clip(x - xᵢ, 0, xᵢ₊₁ - xᵢ).
 * @throws LimpetError (`value`) where there are fewer than two points, not as many values, points that do not ascend, or numbers that are not finite.
 */
export function interpolate(
  what: string,
  points: readonly number[],
  values: readonly number[],
): (x: Tensor) => Tensor {
  const ascends = points.every((point, index) => index === 0 || point > (points[index - 1] ?? point));
  const areFinite = [...points, ...values].every(Number.isFinite);
  if (points.length < 2 || values.length !== points.length || !ascends || !areFinite) {
    throw valueError(
      `${what}: expected at least two points that ascend and as many values, all finite, got [${points.join(', ')}] and [${values.join(', ')}]`,
    );
  }
  const pieces = points.slice(1).map((end, index) => {
    const start = points[index] ?? end;
    const rise = (values[index + 1] ?? 0) - (values[index] ?? 0);
    return { start, width: end - start, slope: rise / (end - start) };
  });
  return (x) =>
    pieces.reduce(
      (sum, { start, width, slope }) => sum.add(x.sub(start).clip(0, width).mul(slope)),
      x.mul(0).add(values[0] ?? 0),
    );
}
