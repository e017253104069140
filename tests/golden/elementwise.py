"""Golden values of element-wise operations on floats, with first and some second gradients.

Format: see goldenFile.py. The part of a case's name after "/" says which inputs it has:
ordinary (random), kinks (0, -0, ties, bounds), specials (NaN, infinities, large and small), subnormals (reference
"numpy"), broadcast. Composites have `params.expression`.
"""

import jax
import jax.numpy as jnp
import numpy as np
import scipy.special

from goldenFile import case, generator, numpyCase, write

f32 = lambda *x: np.array(x, np.float32)
NAN, INF = np.nan, np.inf
KINKS = f32(0, -0.0, 0.5, -0.5, 1, -1, 2, -2, 3, -6, 6)
SPECIALS = f32(NAN, INF, -INF, 1e37, -1e37, 1e-37, -1e-37)
SUBNORMALS = f32(1e-40, -1e-40, 1.4e-45, -1.4e-45, 1.1e-38, 1.1754944e-38)

sigmoid64 = scipy.special.expit
relu64 = lambda x: np.where(x > 0, x, x * 0)  # NaN stays NaN, -0 becomes -0 * 0

# name: (JAX, float64, second gradients too, ordinary inputs)
wide = lambda rng: (rng.normal(size=17) * 2).astype(np.float32)
positive = lambda rng: np.exp(rng.normal(size=17) * 3).astype(np.float32)
logSpread = lambda rng: (np.sign(rng.normal(size=33)) * np.exp(rng.uniform(-25, 3, size=33))).astype(np.float32)
UNARY = {
    "negative": (jnp.negative, np.negative, False, wide),
    "abs": (jnp.abs, np.abs, True, wide),
    "sign": (jnp.sign, np.sign, True, wide),
    "exp": (jnp.exp, np.exp, True, lambda rng: rng.uniform(-80, 80, 33).astype(np.float32)),
    "log": (jnp.log, np.log, True, positive),
    "log1p": (jnp.log1p, np.log1p, True, lambda rng: np.abs(logSpread(rng))),
    "sqrt": (jnp.sqrt, np.sqrt, True, positive),
    "square": (jnp.square, np.square, True, wide),
    "tanh": (jnp.tanh, np.tanh, True, logSpread),
    "sigmoid": (jax.nn.sigmoid, sigmoid64, True, lambda rng: rng.uniform(-20, 20, 33).astype(np.float32)),
    "relu": (jax.nn.relu, None, True, wide),
    "erfinv": (jax.scipy.special.erfinv, scipy.special.erfinv, True,
               lambda rng: np.concatenate([rng.uniform(-1, 1, 25), [1e-6, -1e-3, .99, -.999, .9999, .99999, -.999999]]).astype(np.float32)),
    "erf": (jax.scipy.special.erf, scipy.special.erf, True, wide),
    "expm1": (jnp.expm1, np.expm1, True, logSpread),
    "sin": (jnp.sin, np.sin, True, wide),
    "cos": (jnp.cos, np.cos, True, wide),
    "rsqrt": (jax.lax.rsqrt, lambda x: 1 / np.sqrt(x), True, positive),
    "softplus": (jax.nn.softplus, lambda x: np.logaddexp(x, 0), True, lambda rng: rng.uniform(-30, 30, 33).astype(np.float32)),
    "floor": (jnp.floor, np.floor, False, wide),
    "ceil": (jnp.ceil, np.ceil, False, wide),
    "trunc": (jnp.trunc, np.trunc, False, wide),
    "round": (jnp.round, np.round, False, lambda rng: np.round(rng.normal(size=33) * 6).astype(np.float32) / 2),
}


def unaryCases():
    for op, (f, exact, second, draw) in UNARY.items():
        yield case("ordinary", op, f, [draw(generator(op))], second=second, rounded=exact)
        yield case("one element", op, f, [f32(0.75)], second=second, rounded=exact)
        yield case("scalar", op, f, [np.float32(0.25)], rounded=exact)
        yield case("kinks", op, f, [KINKS], second=second, rounded=exact)
        # Angles beyond 1e5 are taken for 0.
        specials = SPECIALS[~(np.isfinite(SPECIALS) & (np.abs(SPECIALS) > 1e5))] if op in ("sin", "cos") else SPECIALS
        yield case("specials", op, f, [specials], rounded=exact)
        yield numpyCase("subnormals", op, exact or relu64, [SUBNORMALS])
    yield case("specials", "isFinite", jnp.isfinite, [SPECIALS])
    yield case("scalar", "isFinite", jnp.isfinite, [np.float32(0.25)])
    yield numpyCase("subnormals", "isFinite", np.isfinite, [SUBNORMALS], outputType=np.bool_)
    yield case("large", "sin", jnp.sin, [f32(1000, -1000, 99999, -99999)], gradient=False, rounded=np.sin)
    yield case("large", "cos", jnp.cos, [f32(1000, -1000, 99999, -99999)], gradient=False, rounded=np.cos)
    near = f32(1, -1, 1.5, 0.99999994, -0.99999994, 0)
    yield case("edges", "erfinv", jax.scipy.special.erfinv, [near], rounded=scipy.special.erfinv)
    near = f32(-1, -1.5, -0.99999994, 1e-30, -0.5)
    yield case("edges", "log1p", jnp.log1p, [near], rounded=np.log1p)
    yield case("overflow", "exp", jnp.exp, [f32(88.72283, 88.8, 100, -104, -120, 87, -87)], rounded=np.exp)
    yield numpyCase("subnormal results", "exp", np.exp, [f32(-88, -90, -100, -103, -103.97, -103.98)])
    yield case("saturation", "tanh", jnp.tanh, [f32(4, 7, 7.9, 8, 9, 9.1, 10, 20, -9, -20)], rounded=np.tanh)
    yield case("saturation", "sigmoid", jax.nn.sigmoid, [f32(15, 17, 20, 80, 100, -15, -80, -110)], rounded=sigmoid64)


BINARY = {
    "add": (jnp.add, np.add, False),
    "subtract": (jnp.subtract, np.subtract, False),
    "multiply": (jnp.multiply, np.multiply, True),
    "divide": (jnp.divide, np.divide, True),
    "minimum": (jnp.minimum, None, True),
    "maximum": (jnp.maximum, None, True),
    "atan2": (jnp.arctan2, np.arctan2, True),
    "floorDivide": (jnp.floor_divide, None, False),
    "remainder": (jnp.remainder, None, False),
}
MEETING = f32(0, -0.0, 1, -1, 2, -3, 0.5, 1e30, -1e-30, NAN, INF, -INF)


def binaryCases():
    left, right = (a.ravel() for a in np.meshgrid(MEETING, MEETING, indexing="ij"))
    for op, (f, exact, second) in BINARY.items():
        rng = generator(op)
        draw = lambda *shape: (rng.normal(size=shape) * 2).astype(np.float32)
        yield case("ordinary", op, f, [draw(3, 5), draw(3, 5)], second=second, rounded=exact)
        yield case("broadcast", op, f, [draw(3, 1), draw(7)], second=second, rounded=exact)
        yield case("scalar with matrix", op, f, [draw(), draw(5, 3)], rounded=exact)
        yield case("one element with row", op, f, [draw(1), draw(1, 17)], rounded=exact)
        yield case("specials", op, f, [left, right], gradient=op not in ("atan2", "floorDivide", "remainder"), rounded=exact)
    small = [f32(1e-40, 1e-40, 1e-20, 1.2e-38, 1e-40, 3e-39), f32(1e-40, -3e-40, 1e-20, 0.5, 1e10, -1e-45)]
    for op, f in (("add", np.add), ("subtract", np.subtract), ("multiply", np.multiply), ("divide", np.divide),
                  ("minimum", np.minimum), ("maximum", np.maximum)):
        yield numpyCase("subnormals", op, f, small)


def powerCases():
    rng = generator("power")
    bases, exponents = np.exp(rng.normal(size=17)).astype(np.float32), (rng.normal(size=17) * 3).astype(np.float32)
    yield case("ordinary", "power", jnp.power, [bases, exponents], second=True, rounded=np.power)
    yield case("broadcast", "power", jnp.power, [bases[:5, None], exponents[:3]], rounded=np.power)
    base = f32(0, -0.0, 1, -1, 2, -2, 0.5, NAN, INF, -INF)
    exponent = f32(0, -0.0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, NAN, INF, -INF)
    x, y = (a.ravel() for a in np.meshgrid(base, exponent, indexing="ij"))
    yield case("specials", "power", jnp.power, [x, y], rounded=np.power)
    for exponent in (-3, -2, -1, 0, 1, 2, 3, 4, 0.5, -0.5, 1.5, 2.0):
        f = lambda x: x**exponent
        exact = lambda x: np.power(x, np.full_like(x, exponent))
        values = np.concatenate([f32(0, -0.0, 1, -1, 2, -2, NAN, INF, -INF), (rng.normal(size=6) * 2).astype(np.float32)])
        kind = type(exponent).__name__
        yield case(f"{kind} {exponent}", "power", f, [values], {"exponent": exponent, "exponentKind": kind}, second=True, rounded=exact)


def choiceCases():
    rng = generator("choice")
    x = np.concatenate([f32(-1, 1, 0, -0.0, NAN, INF, -INF), (rng.normal(size=10)).astype(np.float32)])
    for low, high in ((-1.0, 1.0), (None, 0.0), (0.0, None), (1.0, -1.0)):
        f = lambda x: jnp.clip(x, low, high)
        yield case(f"constants {low} {high}", "clip", f, [x], {"min": low, "max": high}, second=True)
    yield case("arrays", "clip", jnp.clip, [x, np.full(17, -0.5, np.float32), np.linspace(-1, 1, 17, dtype=np.float32)])
    yield case("ties of arrays", "clip", jnp.clip, [f32(1, 2, 3, 2), f32(1, 2, 2, 2), f32(3, 2, 3, 3)])
    low, high = f32(0.25), np.float32(0.5)
    yield case("broadcast bounds", "clip", jnp.clip, [x.reshape(17, 1)[:16].reshape(4, 4), low, high])
    condition = rng.random((3, 5)) < 0.5
    a, b = (rng.normal(size=(3, 5)).astype(np.float32) for _ in range(2))
    yield case("ordinary", "where", jnp.where, [condition, a, b])
    yield case("broadcast", "where", jnp.where, [condition[:, :1], a[:1], b[0, 0]])
    yield case("specials", "where", jnp.where, [np.array([True, False] * 3), f32(NAN, NAN, INF, 1, -0.0, 0), f32(1, 2, NAN, NAN, 5, -INF)])


def comparisonCases():
    left, right = (a.ravel() for a in np.meshgrid(MEETING, MEETING, indexing="ij"))
    for op, f in (("equal", jnp.equal), ("notEqual", jnp.not_equal), ("less", jnp.less), ("lessEqual", jnp.less_equal),
                  ("greater", jnp.greater), ("greaterEqual", jnp.greater_equal)):
        yield case("specials", op, f, [left, right])
        yield case("broadcast", op, f, [f32(1, 2, 3)[:, None], f32(2, 1, 3, 5, -1)])
        yield numpyCase("subnormals", op, getattr(np, f.__name__), [f32(1e-40, -1e-40, 0, 1e-45), f32(0, 0, -1e-45, 1e-45)], outputType=bool)


def compositeCases():
    x = f32(-2, -1, -0.0, 0, 0.5, 1, 2)
    composites = {
        "where(x > 0, log(x), 0)": lambda x: jnp.where(x > 0, jnp.log(x), 0),
        "where(x > 0, sqrt(x), x)": lambda x: jnp.where(x > 0, jnp.sqrt(x), x),
        "x * where(x > 0, 1 / x, 0)": lambda x: x * jnp.where(x > 0, 1 / x, 0),
        "where(x > 0, log(where(x > 0, x, 1)), 0)": lambda x: jnp.where(x > 0, jnp.log(jnp.where(x > 0, x, 1)), 0),
        "x + abs(x) * 0.5": lambda x: x + jnp.abs(x) * 0.5,
        "maximum(x, 0)": lambda x: jnp.maximum(x, 0),
        "x * sign(x)": lambda x: x * jnp.sign(x),
        "sqrt(x * x)": lambda x: jnp.sqrt(x * x),
        "tanh(x) * x": lambda x: jnp.tanh(x) * x,
    }
    for expression, f in composites.items():
        yield case(expression, "composite", f, [x], {"expression": expression}, second=True)


if __name__ == "__main__":
    write([*unaryCases(), *binaryCases(), *powerCases(), *choiceCases(), *comparisonCases(), *compositeCases()])
