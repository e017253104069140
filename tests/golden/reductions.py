"""Golden values of reductions, with first and some second gradients. Format: see goldenFile.py.

`params`: `axis` (an integer, a list, or null for all), `keepdims`, and `ddof` for `var`.
`rounded`, where given, is the float64 result rounded once: a reduction may add in any order, and be judged by its distance from that.
"""

import jax
import jax.numpy as jnp
import numpy as np
import scipy.special

from goldenFile import case, generator, write

f32 = lambda *x: np.array(x, np.float32)
NAN, INF = np.nan, np.inf

REDUCTIONS = {
    "sum": (jnp.sum, np.sum),
    "mean": (jnp.mean, np.mean),
    "var": (jnp.var, np.var),
    "max": (jnp.max, np.max),
    "min": (jnp.min, np.min),
    "argmax": (jnp.argmax, None),
    "argmin": (jnp.argmin, None),
    "logsumexp": (jax.scipy.special.logsumexp, scipy.special.logsumexp),
}
# shape, axis, keepdims; axes of argmax and argmin are single
LAYOUTS = [
    ((17,), None, False), ((1,), 0, False), ((3, 5), None, True), ((3, 5), 0, False), ((3, 5), 1, True), ((3, 5), -1, False),
    ((2, 3, 7), 1, False), ((2, 3, 7), [0, 2], False), ((2, 3, 7), [-1, -2], True), ((7, 1, 3), 1, False), ((5, 33), 1, False), ((33, 5), 0, True),
]
SPECIALS = f32(
    [1, 2, 3], [-INF, -INF, -INF], [INF, 1, 2], [INF, INF, 0], [INF, -INF, 0], [NAN, 1, 2], [1, NAN, INF], [NAN, NAN, NAN],
    [-INF, 0, 1], [0, -0.0, 0], [-0.0, -0.0, -0.0], [2, 2, 2], [1, 3, 3], [-1, -1, 0], [80, 90, 100], [-200, -300, -100],
)


def reduced(f, axis, keepdims, **rest):
    axis = tuple(axis) if isinstance(axis, list) else axis
    return lambda x: f(x, axis=axis, keepdims=keepdims, **rest)


def reductionCases():
    for op, (f, exact) in REDUCTIONS.items():
        ddofs = (0, 1) if op == "var" else (None,)
        for shape, axis, keepdims in LAYOUTS:
            for ddof in ddofs:
                if isinstance(axis, list) and op.startswith("arg"):
                    continue
                rest = {} if ddof is None else {"ddof": ddof}
                name = f"{shape} axis {axis}{' keepdims' if keepdims else ''}{'' if ddof is None else f' ddof {ddof}'}"
                x = (generator(op + name).normal(size=shape) * 3).astype(np.float32)
                yield case(name, op, reduced(f, axis, keepdims, **rest), [x], {"axis": axis, "keepdims": keepdims, **rest},
                           second=op in ("var", "logsumexp", "max"), rounded=exact and reduced(exact, axis, keepdims, **rest))
        yield case("specials", op, reduced(f, 1, False), [SPECIALS], {"axis": 1, "keepdims": False})
        yield case("scalar", op, reduced(f, None, False), [np.float32(2.5)], {"axis": None, "keepdims": False})
        ties = f32([3, 1, 3], [1, 1, 1], [0, -0.0, -1], [-0.0, 0, 1], [2, 3, 3])
        yield case("ties", op, reduced(f, 1, False), [ties], {"axis": 1, "keepdims": False})
        yield case("ties over all", op, reduced(f, None, False), [f32([5, -5, 5], [-5, 0, 5])], {"axis": None, "keepdims": False})
    for op in ("sum", "mean"):
        f = REDUCTIONS[op][0]
        yield case("empty", op, reduced(f, 1, False), [np.zeros((3, 0), np.float32)], {"axis": 1, "keepdims": False})
        x = (generator(op).normal(size=(3, 1000)) + 100).astype(np.float32)
        yield case("long", op, reduced(f, 1, False), [x[:2]], {"axis": 1, "keepdims": False}, gradient=False, rounded=reduced(REDUCTIONS[op][1], 1, False))
        yield case("long columns", op, reduced(f, 0, False), [x.T[:, :2].copy()], {"axis": 0, "keepdims": False}, gradient=False, rounded=reduced(REDUCTIONS[op][1], 0, False))
    yield case("far from zero", "var", reduced(jnp.var, 1, False), [x[:2]], {"axis": 1, "keepdims": False}, gradient=False, rounded=reduced(np.var, 1, False))
    yield case("far from zero", "logsumexp", reduced(jax.scipy.special.logsumexp, 1, False), [x[:2]], {"axis": 1, "keepdims": False}, gradient=False, rounded=reduced(scipy.special.logsumexp, 1, False))


def integerCases():
    i32 = np.array([[1, -5, 2**31 - 1], [2**31 - 1, 2**31 - 1, 7], [-(2**31), 0, -1]], np.int32)
    u32 = np.array([[1, 5, 2**32 - 1], [2**31, 2**31, 7], [0, 0, 0]], np.uint32)
    flags = np.array([[True, False, True], [True, True, True], [False, False, False]])
    for op in ("sum", "mean", "max", "min", "argmax", "argmin"):
        for dtype, x in (("i32", i32), ("u32", u32), ("bool", flags)):
            if op == "mean" and dtype != "bool":
                x = x[2:]  # JAX converts to float before adding; small values keep the comparison exact
            yield case(dtype, op, reduced(REDUCTIONS[op][0], 1, False), [x], {"axis": 1, "keepdims": False})


def truthCases():
    for op, f in (("all", jnp.all), ("any", jnp.any)):
        for shape, axis, keepdims in LAYOUTS:
            name = f"{shape} axis {axis}{' keepdims' if keepdims else ''}"
            x = generator(op + name).random(shape) < (0.8 if op == "all" else 0.2)
            yield case(name, op, reduced(f, axis, keepdims), [x], {"axis": axis, "keepdims": keepdims})
        for value in (False, True):
            yield case(f"scalar {value}", op, reduced(f, None, False), [np.bool_(value)], {"axis": None, "keepdims": False})
        yield case("empty", op, reduced(f, 1, False), [np.zeros((3, 0), np.bool_)], {"axis": 1, "keepdims": False})


if __name__ == "__main__":
    write([*reductionCases(), *integerCases(), *truthCases()])
