"""Golden facts about Rockpool's initialisers of weights and biases (rockpool.nn.modules.native.linear), all drawn by NumPy's legacy generator.

A case is { "name", "op", "params": { "shape", "seed" }, "distribution": "uniform" | "normal", "bound" or "std", "outputs": [ one f64 array ] }, drawn after
numpy.random.seed(seed). `bound` b: uniform on [-b, b). Formulas, with the shape (Nin, Nout):
  kaiming       uniform, bound sqrt(6 / Nin)             the default of LinearJax's weight
  xavier        uniform, bound sqrt(6 / (Nin + Nout))
  uniformSqrt   uniform, bound sqrt(1 / Nin)             the default of LinearJax's bias, whose shape is (Nout): so there, sqrt(1 / Nout)
  unitEigenvalues  normal, standard deviation 1 / sqrt(Nin)
Nin is the shape's first entry, and the sum is over all entries, for any number of axes. There is no gain.

op "linear": LinearJax(shape, has_bias = params.hasBias) after the seed; outputs [weight] or [weight, bias]: the weight is drawn first. has_bias is False by default.
"""

import numpy as np
from goldenFile import array, number, write
from rockpool.nn.modules import LinearJax
from rockpool.nn.modules.native import linear

INITIALISERS = {
    "kaiming": (linear.kaiming, "uniform", lambda s: np.sqrt(6 / s[0])),
    "xavier": (linear.xavier, "uniform", lambda s: np.sqrt(6 / np.sum(s))),
    "uniformSqrt": (linear.uniform_sqrt, "uniform", lambda s: np.sqrt(1 / s[0])),
    "unitEigenvalues": (linear.unit_eigs, "normal", lambda s: 1 / np.sqrt(s[0])),
}
SHAPES = [(3, 4), (7, 2), (1, 1), (17, 5), (5,), (2000, 8)]


def check(drawn, distribution, size):
    """The facts, from many draws: the spread of a large sample is the formula's."""
    if distribution == "uniform":
        assert np.max(np.abs(drawn)) <= size and np.max(np.abs(drawn)) > 0.999 * size
    else:
        assert abs(np.std(drawn) / size - 1) < 0.02


def initialiserCases():
    for op, (f, distribution, formula) in INITIALISERS.items():
        for shape in SHAPES:
            np.random.seed(0)
            drawn = f(shape)
            size = formula(shape)
            if np.size(drawn) > 1000:
                check(drawn, distribution, size)
                drawn = drawn[0]
            yield {
                "name": f"{op}/{shape}{' (first row)' if len(shape) == 2 and np.ndim(drawn) == 1 else ''}", "op": op, "params": {"shape": shape, "seed": 0},
                "distribution": distribution, ("bound" if distribution == "uniform" else "std"): number(size), "outputs": [array(drawn)],
            }


def linearCases():
    for shape in ((4, 3), (2, 5)):
        for hasBias in (False, True):
            np.random.seed(42)
            parameters = LinearJax(shape, has_bias=hasBias).parameters()
            assert list(parameters) == (["weight", "bias"] if hasBias else ["weight"])
            yield {
                "name": f"linear/{shape}{' with bias' if hasBias else ''}", "op": "linear", "params": {"shape": shape, "seed": 42, "hasBias": hasBias},
                "outputs": [array(np.asarray(parameters[name])) for name in parameters],
            }
            if hasBias:
                np.random.seed(42)
                weight, bias = linear.kaiming(shape), linear.uniform_sqrt((shape[1],))
                assert np.array_equal(weight, parameters["weight"]) and np.array_equal(bias, parameters["bias"])


if __name__ == "__main__":
    write([*initialiserCases(), *linearCases()])
