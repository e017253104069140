/** Order statistics of a few numbers. */

/** Quantile by linear interpolation between the sorted values, as NumPy's default. */
export const quantile = (values, q) => {
  const sorted = [...values].sort((a, b) => a - b);
  const position = q * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.ceil(position);
  return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
};

/** Median, minimum and quartiles of the rounds. */
export const summarize = (values) => ({
  median: quantile(values, 0.5),
  min: Math.min(...values),
  lowerQuartile: quantile(values, 0.25),
  upperQuartile: quantile(values, 0.75),
  rounds: values,
});

/** Median over the rounds of ours / theirs: what slows a round down slows both. */
export const medianRatio = (ours, theirs) =>
  quantile(
    ours.map((value, round) => value / theirs[round]),
    0.5,
  );
