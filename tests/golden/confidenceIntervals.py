"""Confidence intervals from SciPy, in float64.

A case is { "name", "op", "params": { "confidence" }, ... }. "meanInterval" has "values", "low", "high": scipy.stats.t.interval with the standard error
of the mean. "yieldOf" has "chips", "working", "low", "high": scipy.stats.binomtest(...).proportion_ci(method="exact"), Clopper and Pearson's.
"""

import numpy as np
from goldenFile import generator, number, numbers, write
from scipy import stats


def meanCase(count, confidence):
    name = f"meanInterval/{count} at {confidence}"
    values = np.round(generator(name).normal(0.8, 0.1, size=count), 4)
    low, high = stats.t.interval(confidence, count - 1, loc=values.mean(), scale=stats.sem(values))
    return {
        "name": name, "op": "meanInterval", "params": {"confidence": confidence},
        "values": numbers(values), "low": number(low), "high": number(high),
    }


def yieldCase(working, chips, confidence):
    interval = stats.binomtest(working, chips).proportion_ci(confidence_level=confidence, method="exact")
    return {
        "name": f"yieldOf/{working} of {chips} at {confidence}", "op": "yieldOf", "params": {"confidence": confidence},
        "chips": chips, "working": working, "low": number(np.float64(interval.low)), "high": number(np.float64(interval.high)),
    }


if __name__ == "__main__":
    means = [meanCase(count, confidence) for count in (2, 3, 4, 5, 20, 101) for confidence in (0.5, 0.95, 0.999)]
    yields = [
        yieldCase(working, chips, confidence)
        for working, chips in ((0, 1), (1, 1), (0, 20), (19, 20), (20, 20), (7, 50), (999, 1000), (350, 1000))
        for confidence in (0.9, 0.95, 0.99)
    ]
    write(means + yields)
