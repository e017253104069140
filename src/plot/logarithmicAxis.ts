/** Powers of ten inside a domain; with fewer than three of them, their doubles and fivefolds too. */
export function logarithmicTicks([low, high]: readonly [number, number]): number[] {
  const first = Math.floor(Math.log10(low));
  const decades = Array.from(
    { length: Math.ceil(Math.log10(high)) - first + 1 },
    (_, index) => first + index,
  );
  const inside = (factors: readonly number[]) =>
    decades
      .flatMap((decade) => factors.map((factor) => Number(`${factor}e${decade}`)))
      .filter((tick) => low <= tick && tick <= high);
  const powers = inside([1]);
  return powers.length < 3 ? inside([1, 2, 5]) : powers;
}

/** Where a number stands on a vertical axis between two margins of a drawing, in pixels. */
export function logarithmicPixel(
  [low, high]: readonly [number, number],
  { marginTop, marginBottom }: { readonly marginTop: number; readonly marginBottom: number },
  height: number,
): (loss: number) => number {
  const span = height - marginTop - marginBottom;
  return (loss) => marginTop + span * (1 - Math.log(loss / low) / Math.log(high / low));
}

/** A number at a tick, in powers of ten where it is very small or large. */
export function logarithmicLabel(loss: number): string {
  return loss >= 0.0001 && loss < 10_000
    ? `${loss}`
    : loss.toExponential(0).replace('-', '\u2212').replace('+', '');
}
