"""Reference values of the float64 elementary functions, computed with mpmath at 2400 bits.

A case is { "name", "points": [[x, expected, error], ...] }, for pow [x, y, expected, error]: the exact value is
expected + error * (unit in the last place of expected), where expected is the float64 nearest to it. NaN and infinities are strings, with
error 0; so are zeros and everything C99 defines without rounding.
"""

import math
from importlib.metadata import version

import mpmath
import numpy as np

from goldenFile import generator, number, write

mpmath.mp.prec = 2400
NAN, INF = math.nan, math.inf
SMALLEST, SMALLEST_NORMAL, LARGEST = 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308
SUBNORMALS = [SMALLEST, 3 * SMALLEST, 1e-310, 2.225073858507201e-308, SMALLEST_NORMAL]


def nearest(exact):
    """The float64 nearest to an mpf, ties to even; subnormal and infinite results too."""
    sign = -1 if exact < 0 else 1
    exact = abs(exact)
    if exact == 0:
        return 0.0
    unit = max(int(mpmath.floor(mpmath.log(exact, 2))) - 52, -1074)
    steps = int(mpmath.nint(mpmath.ldexp(exact, -unit)))
    if steps * 2 ** (unit + 1074) >= 2 ** (1024 + 1074):
        return sign * INF
    return sign * math.ldexp(steps, unit)


def rounded(exact):
    """[expected, error] of an mpf."""
    expected = nearest(exact)
    if math.isinf(expected):
        return [expected, 0.0]
    error = (exact - mpmath.mpf(expected)) / mpmath.mpf(math.ulp(expected))
    return [expected, round(float(error), 6)]


def points(name, function, inputs, special):
    """`special` maps inputs, as printed (to keep -0 and NaN), to results that need no rounding."""
    special = {repr(x): y for x, y in special}
    rows = []
    for x in map(float, [*inputs]):
        result = [special[repr(x)], 0.0] if repr(x) in special else rounded(function(mpmath.mpf(x)))
        rows.append([x, *result])
    assert len({repr(row[0]) for row in rows}) == len(rows), name
    return {"name": name, "points": [[number(np.float64(e)) for e in row] for row in rows]}


def both(values):
    return [sign * x for x in values for sign in (1, -1)]


def near(x, steps=2):
    """x and its neighbours."""
    row = [x]
    for _ in range(steps):
        row = [np.nextafter(row[0], -INF), *row, np.nextafter(row[-1], INF)]
    return row


def logCases():
    rng = generator("log")
    inputs = [*SUBNORMALS, *near(1.0, 6), *near(math.sqrt(2)), *near(math.sqrt(0.5)), *near(2.0), 3.0, 10.0, math.e, 1e22, LARGEST]
    inputs += [*rng.uniform(0, 1, 60), *rng.uniform(0.7, 1.45, 60), *np.exp(rng.uniform(-740, 709, 60)), 1 - 1e-9, 1 + 1e-9]
    yield points("log", mpmath.log, [0.0, -0.0, 1.0, INF, -INF, NAN, -1.0, -SMALLEST] + [x for x in inputs if x != 1], [
        (0.0, -INF), (-0.0, -INF), (1.0, 0.0), (INF, INF), (-INF, NAN), (NAN, NAN), (-1.0, NAN), (-SMALLEST, NAN)])
    special = [(0.0, 0.0), (-0.0, -0.0), (-1.0, -INF), (INF, INF), (-INF, NAN), (NAN, NAN), (-1.5, NAN)]
    inputs = [*both(SUBNORMALS), *both([1e-20, 2.0**-54, 2.0**-53, 2.0**-52, 1e-9, 1e-3, 0.25, 0.5]), *near(-1.0)[3:], 1.0, 2.0**53, 1e22, LARGEST]
    inputs += [*both(np.exp(rng.uniform(-40, -0.01, 50))), *rng.uniform(-1, 1, 60), *np.exp(rng.uniform(0, 700, 40))]
    yield points("log1p", lambda x: mpmath.log(1 + x), [x for x, _ in special] + inputs, special)


def expCases():
    rng = generator("exp")
    special = [(0.0, 1.0), (-0.0, 1.0), (INF, INF), (-INF, 0.0), (NAN, NAN), (LARGEST, INF), (-LARGEST, 0.0), (1e4, INF), (-1e4, 0.0)]
    limits = [*near(709.782712893384), *near(-708.3964185322641), *near(-745.1332191019411), -744.9, -740.0, -750.0, 711.0]
    inputs = [*both(SUBNORMALS), *both([1e-20, 2.0**-54, 1e-9, 0.5, 1.0, 2.0, 10.0]), *limits, *near(math.log(2) / 2), *near(-math.log(2) / 2)]
    inputs += [*rng.uniform(-1, 1, 70), *rng.uniform(-745, 709, 70), *rng.uniform(-745, -709, 30)]
    yield points("exp", mpmath.exp, [x for x, _ in special] + inputs, special)
    special = [(0.0, 0.0), (-0.0, -0.0), (INF, INF), (-INF, -1.0), (NAN, NAN), (1e4, INF), (-1e4, -1.0)]
    inputs = [*both(SUBNORMALS), *both([1e-20, 2.0**-54, 2.0**-53, 1e-9, 1e-3, 0.25, 1.0, 37.16117125482866, 39.0, 41.0, 100.0]), *near(709.782712893384)]
    inputs += [*near(math.log(2) / 2), *near(-math.log(2) / 2), *near(3 * math.log(2) / 2), *near(-3 * math.log(2) / 2)]
    inputs += [*rng.uniform(-1.2, 1.2, 90), *rng.uniform(-45, 45, 60), *rng.uniform(36, 38, 20), *both(np.exp(rng.uniform(-40, 0, 30)))]
    yield points("expm1", mpmath.expm1, [x for x, _ in special] + inputs, special)


def tanhCases():
    rng = generator("tanh")
    special = [(0.0, 0.0), (-0.0, -0.0), (INF, 1.0), (-INF, -1.0), (NAN, NAN), (LARGEST, 1.0)]
    inputs = [*both(SUBNORMALS), *both([1e-20, 2.0**-28, 1e-9, 1e-3, 0.25, 0.5, 1.0, 5.0, 19.0, 19.1, 20.0, 21.0])]
    inputs += [*rng.uniform(-1, 1, 90), *rng.uniform(-20, 20, 60), *both(np.exp(rng.uniform(-40, 0, 30)))]
    yield points("tanh", mpmath.tanh, [x for x, _ in special] + inputs, special)


def angles(name):
    """Ordinary and huge angles, and those nearest to multiples of pi / 2, where the reduction must be exact."""
    rng = generator(name)
    multiples = [1, 2, 3, 4, 5, 7, 8, 100, 355, 10**4 + 1, 10**5, 2 * 10**5, 2**20 - 1, 2**20, 2**20 + 1, 3**18, 10**9 + 7, 10**15 + 1]
    yield from both([float(mpmath.pi * n / 2) for n in multiples])
    yield from both([float(mpmath.pi * n / 4) for n in (1, 3, 5, 7, 10**5 + 1)])
    yield from (math.ldexp(6381956970095103, 797), 1e5 * math.pi, 1e22, 1.6469999999e6, 1.647e6, 2.0**60, 2.0**1000, LARGEST)
    yield from both([*SUBNORMALS, 1e-20, 2.0**-27, 1e-8, 1e-3, 0.5, 1.0])
    yield from rng.uniform(-7, 7, 100)
    yield from (rng.integers(-100, 100, 100) + 0.5) * np.pi / 2 + rng.uniform(-0.05, 0.05, 100)
    yield from rng.uniform(-4e5, 4e5, 60)
    yield from both(np.exp(rng.uniform(13, 709, 40)))


def angleCases():
    undefined = [(INF, NAN), (-INF, NAN), (NAN, NAN)]
    for name, function, atZero in (("sin", mpmath.sin, [(0.0, 0.0), (-0.0, -0.0)]), ("cos", mpmath.cos, [(0.0, 1.0), (-0.0, 1.0)])):
        special = [*undefined, *atZero]
        yield points(name, function, [x for x, _ in special] + [*dict.fromkeys(angles(name))], special)


C99_POW = [
    (0.0, 0.0, 1.0), (-0.0, 0.0, 1.0), (NAN, 0.0, 1.0), (NAN, -0.0, 1.0), (INF, 0.0, 1.0), (1.0, NAN, 1.0), (1.0, INF, 1.0), (1.0, -INF, 1.0),
    (-1.0, INF, 1.0), (-1.0, -INF, 1.0), (NAN, 1.0, NAN), (2.0, NAN, NAN), (-1.0, NAN, NAN), (0.0, NAN, NAN), (-2.0, 0.5, NAN), (-1.0, 1.5, NAN),
    (-SMALLEST, 1e-3, NAN), (0.0, 3.0, 0.0), (-0.0, 3.0, -0.0), (-0.0, 2.0, 0.0), (-0.0, 0.5, 0.0), (0.0, -3.0, INF), (-0.0, -3.0, -INF),
    (-0.0, -2.0, INF), (-0.0, -0.5, INF), (0.0, INF, 0.0), (0.0, -INF, INF), (-0.0, -INF, INF), (INF, 2.0, INF), (INF, -2.0, 0.0), (-INF, 3.0, -INF),
    (-INF, 2.0, INF), (-INF, 0.5, INF), (-INF, -3.0, -0.0), (-INF, -2.0, 0.0), (-INF, -0.5, 0.0), (INF, INF, INF), (INF, -INF, 0.0),
    (-INF, INF, INF), (2.0, INF, INF), (2.0, -INF, 0.0), (0.5, INF, 0.0), (0.5, -INF, INF), (-2.0, INF, INF), (-0.5, INF, 0.0), (-0.5, -INF, INF),
    (2.0, 1e300, INF), (2.0, -1e300, 0.0), (-2.0, 2.0**53 + 2, INF), (0.5, LARGEST, 0.0), (-2.0, 1001.0 + 2**12, -INF), (-2.0, -5001.0, -0.0),
    (-1.0, 2.0**53, 1.0), (-1.0, 2.0**53 - 1, -1.0), (-1.0, 1e300, 1.0), (-1.0, -3.0, -1.0),
]  # fmt: skip


def powCases():
    rng = generator("pow")
    pairs = [(3, 2), (10, 22), (10, -22), (2, 0.5), (2, 10), (2, -1074), (2, -1075), (2, 1023), (0.9, 300), (0.999, 90000), (7, 1 / 3), (-3, 5), (-3, 4), (1.5, -3)]
    pairs += [(np.nextafter(1, 2), 1e17), (np.nextafter(1, 0), 3e18), (np.nextafter(1, 2), -3e18), (SMALLEST, 0.5), (SMALLEST, -0.9), (1e-310, 0.7)]
    pairs += [(LARGEST, 0.99), (LARGEST, -1.0), (LARGEST, -1.04), (2.5, SMALLEST), (2.5, 1e-17), (1e-5, -1e-17), (1e154, 2), (-1.1, 2001), (10, 308), (10, -320)]
    pairs += [*zip(rng.uniform(0, 3, 60), rng.uniform(-20, 20, 60)), *zip(rng.uniform(0.9, 1.1, 60), rng.uniform(-6000, 6000, 60))]
    bases = np.exp(rng.uniform(-600, 600, 80))
    pairs += [*zip(bases, rng.uniform(-744, 709, 80) / np.log(bases))]
    nearOne = rng.uniform(0.6, 1.6, 60)
    pairs += [*zip(nearOne, rng.uniform(-744, 709, 60) / np.log(nearOne))]
    rows = []
    for x, y in pairs:
        x, y = float(x), float(y)
        rows.append([x, y, *rounded(mpmath.power(mpmath.mpf(x), mpmath.mpf(y)))])
    rows += [[x, y, result, 0.0] for x, y, result in C99_POW]
    yield {"name": "pow", "points": [[number(np.float64(e)) for e in row] for row in rows]}


write([*logCases(), *expCases(), *tanhCases(), *angleCases(), *powCases()], mpmath=version("mpmath"))
