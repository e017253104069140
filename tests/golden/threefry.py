"""Golden values of JAX's threefry random numbers, in both layouts.

Each case is { "name", "op", "layout": "partitionable" | "original", "params", "inputs", "outputs" }, arrays as in goldenFile.py.
The key is always the first input (u32, shape [2]); "key" has no input and `params.seed` (a decimal string: it may exceed 2^53).
Further inputs: fold_in has its data in params; permutation and choice of an array have the array, choice its probabilities where
`params.hasP`. uniform gives two outputs: the floats, and the same as u32 bit patterns; and, where it has minval and maxval, a third: the bit patterns of
max(minval, u * (maxval - minval) + minval) with every operation rounded to float32 by itself, u being the draw from 0 to 1. XLA fuses that product and sum into
one rounding on machines that can, so JAX's own bits there depend on the machine; on [0, 1), and within normal, they do not. Large draws of bits have no outputs but
`params.xor` and `params.sum` (modulo 2^32) over all words. `params` hold the arguments by JAX's names in camelCase; an argument
that is absent was left at JAX's default. Layout "original" is jax_threefry_partitionable = False.
"""

import jax
import numpy as np
from jax import random

from goldenFile import array, write

SEEDS = [0, 1, 42, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**40 + 5, 2**63 - 1, -1, -7, -(2**31)]
SHAPES = [(), (1,), (2,), (5,), (3, 7), (4, 4), (2, 3, 5)]
f32 = np.float32


class Cases:
    """Collects the cases of one layout."""

    def __init__(self, layout):
        self.layout = layout
        self.cases = []
        jax.config.update("jax_threefry_partitionable", layout == "partitionable")
        jax.clear_caches()

    def add(self, name, op, params, inputs, outputs):
        self.cases.append({
            "name": f"{self.layout}/{op}/{name}", "op": op, "layout": self.layout, "params": params,
            "inputs": [array(x) for x in inputs], "outputs": [array(y) for y in outputs],
        })


def keyCases(to):
    for seed in SEEDS:
        to.add(str(seed), "key", {"seed": str(seed)}, [], [random.PRNGKey(seed)])
    for seed in (0, 42, -1):
        key = random.PRNGKey(seed)
        for n in (1, 2, 3, 5, 7, 16):
            to.add(f"{n} of {seed}", "split", {"num": n}, [key], [random.split(key, n)])
        for data in (0, 1, 7, 2**31 - 1, 2**32 - 1):
            to.add(f"{data} into {seed}", "foldIn", {"data": data}, [key], [random.fold_in(key, np.uint32(data))])
    deep = random.PRNGKey(3)
    for i in range(5):
        deep, sub = random.split(deep)
        to.add(f"chain {i}", "split", {"num": 2}, [deep], [random.split(deep)])


def bitCases(to):
    for seed in (0, 42):
        key = random.PRNGKey(seed)
        for shape in [*SHAPES, (1000,)] if seed else [*SHAPES, (0,), (101,)]:
            to.add(f"{shape} of {seed}", "bits", {"shape": shape}, [key], [random.bits(key, shape)])
    for shape in ((2000, 8), (99999,)):
        words = np.asarray(random.bits(random.PRNGKey(7), shape))
        summary = {"xor": int(np.bitwise_xor.reduce(words.ravel())), "sum": int(words.sum(dtype=np.uint32))}
        to.add(f"large {shape}", "bits", {"shape": shape, **summary}, [random.PRNGKey(7)], [])


def realCases(to):
    key = random.PRNGKey(11)
    for shape in [*SHAPES, (201,)]:
        floats = np.asarray(random.uniform(key, shape))
        to.add(f"{shape}", "uniform", {"shape": shape}, [key], [floats, floats.view(np.uint32)])
        to.add(f"{shape}", "normal", {"shape": shape}, [key], [random.normal(key, shape)])
    to.add("300", "normal", {"shape": (300,)}, [random.PRNGKey(0)], [random.normal(random.PRNGKey(0), (300,))])
    for low, high in ((-1, 1), (0.5, 0.75), (-3, 10), (2, 1), (1, 1), (0, 1e-3), (-1e30, 1e30)):
        floats = np.asarray(random.uniform(key, (17,), minval=low, maxval=high))
        low32, span = f32(low), f32(high) - f32(low)
        unfused = np.maximum(low32, np.asarray(random.uniform(key, (17,))) * span + low32)
        assert np.all(np.abs(unfused - floats) <= np.spacing(np.maximum(np.abs(low32), np.abs(span))))
        outputs = [floats, floats.view(np.uint32), unfused.view(np.uint32)]
        to.add(f"from {low} to {high}", "uniform", {"shape": (17,), "minval": low, "maxval": high}, [key], outputs)
    for low, high in ((-2, 2), (-1, 0.5), (0, 3), (2, 4), (-np.inf, 1), (-0.1, 0.1)):
        params = {"lower": "-inf" if np.isinf(low) else low, "upper": high, "shape": (33,)}
        to.add(f"{low} to {high}", "truncatedNormal", params, [key], [random.truncated_normal(key, low, high, (33,))])
    for p in (0.0, 0.1, 0.5, 0.9, 1.0):
        to.add(f"{p}", "bernoulli", {"p": p, "shape": (33,)}, [key], [random.bernoulli(key, p, (33,))])


def integerCases(to):
    key = random.PRNGKey(5)
    spans = [(0, 2), (0, 10), (-5, 5), (0, 256), (3, 4), (0, 1000003), (5, 5), (7, 3), (-(2**31), 2**31 - 1), (0, 2**31 - 1), (-1000, 2**30)]
    for low, high in spans:
        drawn = random.randint(key, (17,), low, high)
        to.add(f"i32 {low} to {high}", "randint", {"shape": (17,), "minval": low, "maxval": high, "dtype": "i32"}, [key], [drawn])
    for low, high in ((0, 10), (0, 2**32 - 1), (2**31, 2**32 - 1), (1, 65536), (9, 9), (8, 2)):
        drawn = random.randint(key, (17,), np.uint32(low), np.uint32(high), dtype=np.uint32)
        to.add(f"u32 {low} to {high}", "randint", {"shape": (17,), "minval": low, "maxval": high, "dtype": "u32"}, [key], [drawn])
    for shape in ((), (1,), (3, 5)):
        drawn = random.randint(key, shape, 0, 100)
        to.add(f"{shape}", "randint", {"shape": shape, "minval": 0, "maxval": 100, "dtype": "i32"}, [key], [drawn])


def orderCases(to):
    key = random.PRNGKey(9)
    for n in (0, 1, 2, 5, 17, 300):
        to.add(f"of {n}", "permutation", {"n": n}, [key], [random.permutation(key, n)])
    table = np.arange(21, dtype=f32).reshape(7, 3) / 2
    for axis, independent in ((0, False), (1, False), (0, True), (1, True)):
        params = {"axis": axis, "independent": independent}
        to.add(f"array axis {axis}{' independent' if independent else ''}", "permutation", params, [key, table], [random.permutation(key, table, axis, independent)])
    weights = np.array([0.1, 0.4, 0.05, 0.25, 0.2], f32)
    items = np.array([1.5, -2, 3, 0, 7], f32)
    for shape in ((), (3,), (2, 2)):
        for replace in (True, False):
            params = {"shape": shape, "replace": replace}
            to.add(f"{shape} of 5{'' if replace else ' without replacement'}", "choice", {**params, "n": 5}, [key], [random.choice(key, 5, shape, replace)])
            to.add(f"{shape} of items{'' if replace else ' without replacement'}", "choice", params, [key, items], [random.choice(key, items, shape, replace)])
            drawn = random.choice(key, items, shape, replace, p=weights)
            to.add(f"{shape} weighted{'' if replace else ' without replacement'}", "choice", {**params, "hasP": True}, [key, items, weights], [drawn])
    drawn = random.choice(key, table, (4,), True, axis=1)
    to.add("columns", "choice", {"shape": (4,), "replace": True, "axis": 1}, [key, table], [drawn])
    drawn = random.choice(key, 50, (200,), True)
    to.add("(200,) of 50", "choice", {"shape": (200,), "replace": True, "n": 50}, [key], [drawn])


def tailCases(to):
    key = random.PRNGKey(13)
    for shape in ((), (3, 5), (201,)):
        to.add(f"{shape}", "laplace", {"shape": shape}, [key], [random.laplace(key, shape)])
        to.add(f"{shape}", "gumbel", {"shape": shape}, [key], [random.gumbel(key, shape)])
    logits = np.array([[0.5, -1, 2, 0.1], [0, 0, -np.inf, 1], [3, 2.5, 2, 1]], f32)
    for axis in (0, 1, -1):
        for prefix in ((), (7,), (2, 3)):
            shape = (*prefix, *np.delete(logits.shape, axis).tolist())
            params = {"axis": axis, "shape": shape, "replace": True}
            to.add(f"{shape} axis {axis}", "categorical", params, [key, logits], [random.categorical(key, logits, axis, shape)])
    to.add("one row", "categorical", {"axis": -1, "shape": (99,), "replace": True}, [key, logits[0]], [random.categorical(key, logits[0], shape=(99,))])
    for prefix, axis in (((2,), 1), ((3,), 0), ((2, 2), -1)):
        shape = (*prefix, *np.delete(logits.shape, axis).tolist())
        drawn = random.categorical(key, logits, axis, shape, replace=False)
        to.add(f"{shape} axis {axis} without replacement", "categorical", {"axis": axis, "shape": shape, "replace": False}, [key, logits], [drawn])


def rejectionCases(to):
    key = random.PRNGKey(17)
    concentrations = np.array([0.02, 0.3, 0.999, 1, 1.001, 2.5, 9, 1000], f32)
    rates = np.array([0, 0.01, 0.7, 3, 9.99, 10, 11.5, 40, 1000, 1e5], f32)
    for shape in ((), (3, 5), (201,)):
        for a in (0.25, 1.0, 3.5):
            to.add(f"{shape} of {a}", "gamma", {"shape": shape}, [key, f32(a)], [random.gamma(key, f32(a), shape)])
        for rate in (0.5, 4.0, 25.0):
            to.add(f"{shape} of {rate}", "poisson", {"shape": shape}, [key, f32(rate)], [random.poisson(key, f32(rate), shape)])
    to.add("of several", "gamma", {"shape": (25, 8)}, [key, concentrations], [random.gamma(key, concentrations, (25, 8))])
    to.add("of several", "poisson", {"shape": (25, 10)}, [key, rates], [random.poisson(key, rates, (25, 10))])


def layoutCases(layout):
    to = Cases(layout)
    for group in (keyCases, bitCases, realCases, integerCases, orderCases, tailCases, rejectionCases):
        group(to)
    return to.cases


if __name__ == "__main__":
    write([*layoutCases("partitionable"), *layoutCases("original")])
