"""Currents of one column of a crossbar with resistive wires, by solving its network exactly (SciPy, float64).

Cell j of n has the conductance w_j (of 5 uS, all positive) between a word line, driven ideally, and the column. All word lines are at voltage 1: inputs are
the lengths of pulses of this voltage, so that a solution at other voltages is not what a pulse meets; the column has 0.35 ohm between cells and
ends at the output, a virtual ground, beside cell 0. A case has `{ "input": array, "weight": array, "ideal": sum of w_j x_j, "current": the current into the output }`, in units
of a cell of conductance 5 uS at voltage 1.
"""

import numpy as np
from scipy.sparse import lil_matrix
from scipy.sparse.linalg import spsolve

from goldenFile import array, generator, write

WIRE = 1 / 0.35
CELL = 5e-6


def current(x, w):
    n = len(x)
    network = lil_matrix((n, n))
    right = np.zeros(n)
    for j in range(n):
        network[j, j] += WIRE + CELL * w[j]
        if j > 0:
            network[j, j - 1] -= WIRE
            network[j - 1, j] -= WIRE
            network[j - 1, j - 1] += WIRE
        right[j] = CELL * w[j] * x[j]
    voltages = spsolve(network.tocsr(), right)
    return voltages[0] * WIRE / CELL


def case(name, n, uniform):
    random = generator(name)
    x = np.ones(n)
    w = np.ones(n) if uniform else random.uniform(0.2, 1, n)
    x, w = (np.asarray(each, np.float32) for each in (x, w))
    return {"name": name, "input": array(x), "weight": array(w), "ideal": float(x.astype(float) @ w.astype(float)),
            "current": float(current(x.astype(float), w.astype(float)))}


if __name__ == "__main__":
    write([
        case("64 equal cells", 64, True),
        case("256 equal cells", 256, True),
        case("256 cells of any conductance", 256, False),
    ], packages=("numpy", "scipy"))
