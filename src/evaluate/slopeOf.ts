import { valueError } from '../errors.ts';

/**
 * The slope of a curve: mean of |L(αₖ₊₁) - L(αₖ)| over neighbouring points, divided by their distance.
 * @param alphas the places, at least two, ascending.
 * @param losses L at each.
 * @throws LimpetError (`value`) where there are fewer places, they do not ascend, or there is not a loss for each.
 * Source: Büchel, Faber, Muir, arXiv 2106.05009, table S1.
 */
export function slopeOf(alphas: readonly number[], losses: readonly number[]): number {
  const ascend = alphas.every((alpha, index) => index === 0 || alpha > (alphas[index - 1] ?? alpha));
  if (alphas.length < 2 || losses.length !== alphas.length || !ascend) {
    throw valueError(
      `slopeOf: expected two places or more that ascend and as many losses, got [${alphas.join(', ')}] and ${losses.length} losses`,
    );
  }
  const steps = losses.slice(1).map((loss, index) => {
    const distance = (alphas[index + 1] ?? 0) - (alphas[index] ?? 0);
    return Math.abs(loss - (losses[index] ?? 0)) / distance;
  });
  return steps.reduce((sum, step) => sum + step, 0) / steps.length;
}
