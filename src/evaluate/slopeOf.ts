/**
 * The slope of a curve: mean of |L(αₖ₊₁) - L(αₖ)| over neighbouring points, divided by their distance.
 * Source: Büchel, Faber, Muir, arXiv 2106.05009, table S1.
 */
export function slopeOf(alphas: readonly number[], losses: readonly number[]): number {
  const steps = losses.slice(1).map((loss, index) => {
    const distance = (alphas[index + 1] ?? 0) - (alphas[index] ?? 0);
    return Math.abs(loss - (losses[index] ?? 0)) / distance;
  });
  return steps.reduce((sum, step) => sum + step, 0) / steps.length;
}
