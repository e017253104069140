"""A table of the inverse error function, by SciPy in float64, at float32 arguments: `x` and `erfinv`.

The arguments: signed powers from the smallest subnormals on, the middle in equal steps, and ever nearer to 1.
"""

import numpy as np
import scipy.special

from goldenFile import numbers, write

if __name__ == "__main__":
    small = 2.0 ** -np.arange(4, 149, 9)
    middle = np.linspace(-0.998, 0.998, 401)
    near = 1 - 2.0 ** -np.linspace(4, 24, 81)
    x = np.unique(np.concatenate([small, -small, middle, near, -near]).astype(np.float32))
    x = x[(x != 0) & (np.abs(x) < 1)]
    exact = scipy.special.erfinv(x.astype(np.float64))
    write([], x=numbers(x), erfinv=numbers(exact))
