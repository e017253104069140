"""Golden draws of NumPy's legacy generator, `numpy.random.RandomState`.

A case is { "name", "seed", "calls": [{ "method", "arguments", "shape", "data" }, ...], "state" }: calls made in order on one
generator of that seed (a number or a list), arguments as in src/random/numpyLegacy.ts, and the state after them (null where it is not
recorded): position, cachedGaussian (null: none) and the SHA-256 of the 624 words of the key, little-endian. `resumed` holds one full state and what
follows it.
"""

import hashlib
import zlib

import numpy as np

from goldenFile import numbers, write


def result(x):
    x = np.asarray(x)
    return {"shape": list(x.shape), "data": numbers(x)}


def size(shape):
    return tuple(shape) if shape else None


class Recorder:
    """Calls a RandomState and notes every call."""

    def __init__(self, name, seed):
        self.random = np.random.RandomState(seed)
        self.name, self.seed, self.calls = name, seed, []

    def record(self, method, arguments, values):
        self.calls.append({"method": method, "arguments": arguments, **result(values)})
        return self

    def rand(self, *shape):
        return self.record("rand", list(shape), self.random.rand(*shape))

    def randn(self, *shape):
        return self.record("randn", list(shape), self.random.randn(*shape))

    def uniform(self, low, high, shape):
        return self.record("uniform", [low, high, shape], self.random.uniform(low, high, size(shape)))

    def normal(self, loc, scale, shape):
        return self.record("normal", [loc, scale, shape], self.random.normal(loc, scale, size(shape)))

    def randint(self, low, high, shape, dtype="int64"):
        values = self.random.randint(low, high, size(shape), dtype)
        return self.record("randint", [low, high, shape, dtype], np.asarray(values).astype(np.float64))

    def permutation(self, values):
        return self.record("permutation", [values], self.random.permutation(values).astype(np.float64))

    def permutationOf(self, shape):
        """Of an array that counts from 0."""
        values = np.arange(np.prod(shape, dtype=int)).reshape(shape)
        argument = {"shape": list(shape), "data": numbers(values)}
        return self.record("permutation", [argument], self.random.permutation(values))

    def shuffle(self, shape):
        values = np.arange(np.prod(shape, dtype=int)).reshape(shape)
        before = {"shape": list(shape), "data": numbers(values)}
        self.random.shuffle(values)
        return self.record("shuffle", [before], values)

    def choice(self, values, shape, replace=True, p=None):
        options = {"replace": replace, **({"p": p} if p else {})}
        return self.record("choice", [values, shape, options], self.random.choice(values, size(shape), replace, p))

    def case(self):
        _, key, position, hasGauss, cached = self.random.get_state()
        state = {
            "position": int(position),
            "cachedGaussian": cached if hasGauss else None,
            "keyHash": hashlib.sha256(key.astype("<u4").tobytes()).hexdigest(),
        }
        return {"name": self.name, "seed": self.seed, "calls": self.calls, "state": state}


def seedCases():
    seeds = [0, 1, 42, 2**31, 2**32 - 1, [0], [5], [1, 2, 3], [2**32 - 1, 0], list(range(700))]
    for i, seed in enumerate(seeds):
        yield Recorder(f"seed {seed if i < 9 else '0 to 699'}", seed).rand(3).randint(0, 2**32, [2])


def floatCases():
    yield Recorder("rand over several blocks", 0).rand(700)
    yield Recorder("shapes", 3).rand().rand(2, 3).rand(0, 2).rand(2, 1, 2).randn().randn(3, 1).randn(2, 0)
    yield Recorder("normal numbers over several blocks", 0).randn(900)
    yield Recorder("odd counts of normal numbers", 7).randn(1).randn(3).randn(2).randn(5).rand(1).randn(1)
    interleaved = Recorder("normal and uniform numbers interleaved", 11)
    for count in (1, 2, 3, 1, 1, 4):
        interleaved.randn(count).rand(count).randint(0, 10, [count]).normal(1.5, 0.25, [count]).uniform(-1, 2, [count])
    yield interleaved
    yield Recorder("parameters", 5).uniform(-3, -3, [2]).uniform(2, -1, [3]).uniform(-1e-3, 1e300, [3]).normal(-2, 0, [3]).normal(1e5, 1e-3, [3]).normal(0, 2, [])


INTEGERS = {
    "bool": [(0, 2), (0, 1), (1, 2)],
    "int8": [(-128, 128), (-5, 5), (0, 100), (7, 8)],
    "uint8": [(0, 256), (0, 129), (3, 6), (255, 256)],
    "int16": [(-32768, 32768), (-1000, 17), (0, 3), (-7, -6)],
    "uint16": [(0, 65536), (0, 32769), (60000, 60002)],
    "int32": [(-(2**31), 2**31), (-5, 6), (0, 2**31), (0, 1)],
    "uint32": [(0, 2**32), (0, 2**31 + 1), (10, 20)],
    "int64": [(0, 2**32), (0, 2**32 + 1), (0, 2**53 - 1), (-(2**52), 2**52 - 1), (-(2**53) + 1, -(2**53) + 3), (0, 10), (-3, 2**40)],
    "uint64": [(0, 2**53 - 1), (5, 2**33), (0, 2**32), (0, 6)],
}


def integerCases():
    for dtype, bounds in INTEGERS.items():
        recorder = Recorder(f"integers of type {dtype}", zlib.crc32(dtype.encode()))
        for low, high in bounds:
            recorder.randint(low, high, [41], dtype).randint(low, high, [], dtype).randint(low, high, [3, 0], dtype).randint(low, high, [2, 3], dtype)
        yield recorder


def orderCases():
    order = Recorder("permutations", 2)
    for count in (0, 1, 2, 3, 10, 257, 1000):
        order.permutation(count)
    yield order.permutation([3.5, -1.0, 2.0]).permutationOf((5, 3)).permutationOf((4, 2, 2)).permutationOf((3, 0)).randn(1)
    yield Recorder("shuffles", 4).shuffle((7,)).shuffle((6, 2)).shuffle((3, 2, 2)).shuffle((3, 0)).shuffle((0,)).shuffle((1,)).shuffle((600,)).randn(1)


def choiceCases():
    values = [0.5, -1.0, 3.0, 8.0, 2.0]
    weights = [0.1, 0.25, 0.05, 0.4, 0.2]
    yield Recorder("choice", 8).choice(10, []).choice(10, [4]).choice(values, [2, 3]).choice(1, [3]).choice(values, []).choice(5, [0])
    yield Recorder("choice without replacement", 9).choice(10, [10], False).choice(10, [4], False).choice(values, [2, 2], False).choice(values, [], False)
    yield Recorder("choice with probabilities", 10).choice(5, [30], True, weights).choice(values, [], True, weights).choice(3, [20], True, [0, 1, 0]).choice(4, [2, 2], True, [0.5, 0, 0, 0.5])
    skewed = [0.97, 0.01, 0.01, 0.005, 0.005]
    distinct = Recorder("choice without replacement, with probabilities", 12)
    for _ in range(4):
        distinct.choice(5, [5], False, skewed).choice(values, [3], False, weights).choice(5, [2, 2], False, skewed).choice(5, [], False, weights)
    yield distinct.choice(4, [2], False, [0.5, 0, 0.5, 0]).randn(1)


def resumed():
    random = np.random.RandomState(13)
    random.randn(301)
    _, key, position, _, cached = random.get_state()
    follow = Recorder("follow", 0)
    follow.random = random
    follow.randn(3).rand(400).randint(0, 5, [5])
    return {"state": {"key": [int(word) for word in key], "position": int(position), "cachedGaussian": cached}, "calls": follow.calls}


recorders = [*seedCases(), *floatCases(), *integerCases(), *orderCases(), *choiceCases()]
write([recorder.case() for recorder in recorders], resumed=resumed())
