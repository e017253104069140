"""The error function of float32 numbers, in float64, by mpmath: writes erfReference.json (format it with biome)."""

import json
import os

import mpmath
import numpy as np

mpmath.mp.dps = 40
steps = np.linspace(-4.2, 4.2, 181)
middle = np.linspace(0.95, 1.05, 120)
small = 2.0 ** -np.arange(1, 149, 7)
x = np.unique(np.concatenate([steps, middle, -middle, small, -small]).astype(np.float32))
table = {
    "madeWith": {"mpmath": mpmath.__version__},
    "x": [float(v) for v in x],
    "erf": [float(mpmath.erf(mpmath.mpf(float(v)))) for v in x],
}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "erfReference.json")
with open(path, "w") as file:
    json.dump(table, file, separators=(",", ":"))
    file.write("\n")
