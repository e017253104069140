"""Golden values of operations that walk along an axis, with gradients. Format: see goldenFile.py. `params`, by operation:

cumsum, cumprod, linearRecurrence: axis (null: flattened), reverse; linearRecurrence has inputs [factors, terms] · prod, std: axis, keepdims,
ddof · sort, argsort: axis, descending · topKValues, topKPositions: k · takeAlongAxis: axis, inputs [x, positions] · quantile: q (a number or
a list), axis, keepdims, method · median: axis, keepdims.
"""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from goldenFile import case, generator, write

f32 = lambda *x: np.array(x, np.float32)
NAN, INF = np.nan, np.inf
LAYOUTS = [((17,), None), ((1,), 0), ((3, 5), None), ((3, 5), 0), ((3, 5), -1), ((2, 3, 7), 1), ((2, 33), 1), ((33, 2), 0), ((0, 3), 0), ((3, 0), 1)]
SPECIALS = f32([1, NAN, 2, -INF], [INF, 1, -INF, 0], [-0.0, 0, -0.0, 0], [0, -0.0, NAN, INF], [NAN, 1, NAN, 1], [3, 3, -3, 3])


def draw(name, *shape):
    return generator(name).normal(size=shape).astype(np.float32)


def withZeros(name, *shape):
    x = draw(name, *shape)
    return np.where(generator(name + "zeros").random(shape) < 0.2, np.float32(0), x)


def directed(f, axis, reverse):
    """jnp's cumulative function along an axis, from either end."""
    def g(x):
        x = x.ravel() if axis is None else x
        own = 0 if axis is None else axis
        return jnp.flip(f(jnp.flip(x, own), own), own) if reverse else f(x, own)
    return g


def recurrence(axis, reverse):
    def g(factors, terms):
        a, b = jnp.moveaxis(factors, axis, 0), jnp.moveaxis(terms, axis, 0)
        step = lambda h, ab: 2 * (ab[0] * h + ab[1],)
        return jnp.moveaxis(lax.scan(step, jnp.zeros_like(b[0]), (a, b), reverse=reverse)[1], 0, axis)
    return g


def cumulativeCases():
    for op, f, exact in (("cumsum", jnp.cumsum, np.cumsum), ("cumprod", jnp.cumprod, np.cumprod)):
        for shape, axis in LAYOUTS:
            for reverse in (False, True):
                x = draw(op, *shape) if op == "cumsum" else withZeros(op, *shape)
                params = {"axis": axis, "reverse": reverse}
                rounded = None if reverse else lambda x: exact(x, axis)
                yield case(f"{shape} axis {axis}{' reverse' if reverse else ''}", op, directed(f, axis, reverse), [x], params, second=op == "cumprod", rounded=rounded)
        for dtype in (np.int32, np.uint32, np.bool_):
            x = (generator(op).integers(0, 4, size=(3, 5)) > 0).astype(dtype) if dtype == np.bool_ else generator(op).integers(0, 2**30, size=(3, 5)).astype(dtype)
            yield case(dtype.__name__, op, directed(f, 1, False), [x], {"axis": 1, "reverse": False})
        yield case("specials", op, directed(f, 1, False), [SPECIALS], {"axis": 1, "reverse": False}, gradient=False)
    for shape, axis in ((5,), 0), ((3, 5), 1), ((7, 3), 0), ((2, 9, 3), 1):
        for reverse in (False, True):
            inputs = [withZeros("factors", *shape), draw("terms", *shape)]
            yield case(f"{shape} axis {axis}{' reverse' if reverse else ''}", "linearRecurrence", recurrence(axis, reverse), inputs, {"axis": axis, "reverse": reverse}, second=True)


def reductionCases():
    for shape, axis, keepdims in (((5,), None, False), ((3, 5), None, True), ((3, 5), 0, False), ((3, 5), -1, True), ((2, 3, 4), [0, 2], False), ((2, 3, 4), 1, False), ((3, 0), 1, False), ((1,), 0, False)):
        axes = tuple(axis) if isinstance(axis, list) else axis
        params = {"axis": axis, "keepdims": keepdims}
        f = lambda x: jnp.prod(x, axes, keepdims=keepdims)
        yield case(f"{shape} axis {axis}", "prod", f, [draw("prod", *shape)], params, second=True, rounded=lambda x: np.prod(x, axes, keepdims=keepdims))
        yield case(f"{shape} axis {axis} with zeros", "prod", f, [withZeros("prodZeros", *shape)], params, second=True)
        if 0 not in shape and shape != (1,):
            for ddof in (0, 1):
                f = lambda x: jnp.std(x, axes, ddof=ddof, keepdims=keepdims)
                yield case(f"{shape} axis {axis} ddof {ddof}", "std", f, [draw("std", *shape)], {**params, "ddof": ddof}, rounded=lambda x: np.std(x, axes, ddof=ddof, keepdims=keepdims))
    for dtype in (np.int32, np.uint32, np.bool_):
        x = generator("prod").integers(0, 2 if dtype == np.bool_ else 1000, size=(3, 5)).astype(dtype)
        yield case(dtype.__name__, "prod", lambda x: jnp.prod(x, 1), [x], {"axis": 1, "keepdims": False})


def orderingCases():
    for shape, axis in (((17,), 0), ((1,), 0), ((3, 5), 0), ((3, 5), -1), ((2, 7, 3), 1), ((2, 64), 1), ((0, 3), 0), ((3, 0), 1)):
        x = np.round(draw("sort", *shape), 1)  # with ties
        for descending in (False, True):
            params = {"axis": axis, "descending": descending}
            name = f"{shape} axis {axis}{' descending' if descending else ''}"
            yield case(name, "sort", lambda x: jnp.sort(x, axis, descending=descending), [x], params)
            yield case(name, "argsort", lambda x: jnp.argsort(x, axis, descending=descending), [x], params)
    integers = {
        "i32": np.array([[3, -2**31, 2**31 - 1, 0, -1, 3], [5, 4, 3, 2, 1, 0]], np.int32), "u32": np.array([[3, 2**31, 2**32 - 1, 0, 2**31 - 1, 3]], np.uint32),
        "bool": np.array([[True, False, True, False, False]]),
    }
    for name, x in {"specials": SPECIALS, **integers}.items():
        for descending in (False, True):
            params = {"axis": 1, "descending": descending}
            yield case(f"{name}{' descending' if descending else ''}", "sort", lambda x: jnp.sort(x, 1, descending=descending), [x], params, gradient=False)
            yield case(f"{name}{' descending' if descending else ''}", "argsort", lambda x: jnp.argsort(x, 1, descending=descending), [x], params)
        for k in (0, 1, 3):
            if name == "bool":
                continue  # lax.top_k takes numbers
            yield case(f"{name} {k}", "topKValues", lambda x: lax.top_k(x, k)[0], [x], {"k": k}, gradient=False)
            yield case(f"{name} {k}", "topKPositions", lambda x: lax.top_k(x, k)[1], [x], {"k": k})
    x = draw("topK", 3, 17)
    yield case("ordinary 5", "topKValues", lambda x: lax.top_k(x, 5)[0], [x], {"k": 5})
    yield case("ordinary 5", "topKPositions", lambda x: lax.top_k(x, 5)[1], [x], {"k": 5})
    for axis, positions in ((1, [[0, 2], [1, 1], [-1, 4]]), (0, [[2, 0, 1, -3, 1]]), (-1, [[3]])):
        f = lambda x, i: jnp.take_along_axis(x, i, axis, mode="clip")
        yield case(f"axis {axis}", "takeAlongAxis", f, [draw("take", 3, 5), np.array(positions, np.int32) % (5 if axis else 3)], {"axis": axis})


def quantileCases():
    for method in ("linear", "lower", "higher", "nearest", "midpoint"):
        for q in (0.0, 0.3, 1.0, [0.25, 0.5, 0.8]):
            f = lambda x: jnp.quantile(x, jnp.asarray(q, jnp.float32), 1, method=method)
            yield case(f"{method} {q}", "quantile", f, [draw("quantile", 3, 7)], {"q": q, "axis": 1, "keepdims": False, "method": method})
    for shape, axis, keepdims in (((9,), None, False), ((3, 5), None, True), ((3, 5), 0, True), ((2, 3, 4), [0, 2], False), ((2, 3, 4), [0, 2], True), ((2, 3, 4), 1, False)):
        axes = tuple(axis) if isinstance(axis, list) else axis
        params = {"axis": axis, "keepdims": keepdims}
        yield case(f"{shape} axis {axis}{' keepdims' if keepdims else ''}", "median", lambda x: jnp.median(x, axes, keepdims=keepdims), [draw("median", *shape)], params)
        q = [0.1, 0.9]
        f = lambda x: jnp.quantile(x, jnp.asarray(q, jnp.float32), axes, keepdims=keepdims)
        yield case(f"{shape} axis {axis}{' keepdims' if keepdims else ''}", "quantile", f, [draw("quantile", *shape)], {"q": q, "method": "linear", **params})
    yield case("specials", "median", lambda x: jnp.median(x, 1), [SPECIALS], {"axis": 1, "keepdims": False}, gradient=False)
    yield case("integers", "median", lambda x: jnp.median(x, 0), [np.array([[5, 1], [2, 2], [7, 4]], np.int32)], {"axis": 0, "keepdims": False})


if __name__ == "__main__":
    write([*cumulativeCases(), *reductionCases(), *orderingCases(), *quantileCases()])
