"""Golden values of operations that copy, cut, update and contract arrays, with gradients. Format: see goldenFile.py. `params`, by operation:

outer · tile: repeats · repeat: count, axis (null: flattened) · split: parts, axis, part (which one) · tril, triu: diagonal · diagonal: axes ·
dynamicSlice: starts, sizes · dynamicUpdateSlice: starts, inputs [x, update] · addAt, setAt, mulAt, maxAt, minAt: axis, inputs [x, positions, updates] ·
einsum: subscripts. JAX has no gradient of mulAt where positions may repeat; those cases differentiate the product that it stands for, built by one-hot selection.
"""

import jax.numpy as jnp
import numpy as np
from jax import lax

from goldenFile import case, generator, write


def draw(name, *shape):
    return generator(name).normal(size=shape).astype(np.float32)


def copyingCases():
    yield case("(3,) (5,)", "outer", jnp.outer, [draw("a", 3), draw("b", 5)])
    yield case("(2, 3) ()", "outer", jnp.outer, [draw("a", 2, 3), draw("b")])
    for shape, repeats in (((3,), 2), ((3, 2), [2]), ((3, 2), [2, 3]), ((3,), [2, 2]), ((2, 3), [1, 0]), ((), [3])):
        yield case(f"{shape} {repeats}", "tile", lambda x: jnp.tile(x, repeats), [draw("tile", *shape)], {"repeats": repeats})
    for shape, count, axis in (((3, 2), 2, None), ((3, 2), 3, 0), ((3, 2), 2, -1), ((2, 3, 2), 2, 1), ((3,), 0, 0)):
        yield case(f"{shape} {count} axis {axis}", "repeat", lambda x: jnp.repeat(x, count, axis), [draw("repeat", *shape)], {"count": count, "axis": axis})
    for shape, parts, axis in (((6, 2), 3, 0), ((2, 6), 2, -1), ((7,), [2, 5], 0), ((5,), [3, 3], 0)):
        for part in range(parts if isinstance(parts, int) else len(parts) + 1):
            f = lambda x: jnp.split(x, parts, axis)[part]
            yield case(f"{shape} {parts} axis {axis} part {part}", "split", f, [draw("split", *shape)], {"parts": parts, "axis": axis, "part": part})
    for op, f in (("tril", jnp.tril), ("triu", jnp.triu)):
        for shape, k in (((3, 3), 0), ((3, 5), 1), ((5, 3), -1), ((2, 3, 4), 2), ((3, 3), 9)):
            yield case(f"{shape} {k}", op, lambda x: f(x, k), [draw(op, *shape)], {"diagonal": k})
        yield case("bool", op, lambda x: f(x), [np.ones((2, 2), np.bool_)], {"diagonal": 0})
    for shape, axes in (((3, 3), [0, 1]), ((3, 2, 3), [0, 2]), ((2, 3, 3), [-1, -2])):
        yield case(f"{shape} {axes}", "diagonal", lambda x: jnp.diagonal(x, 0, *axes), [draw("diagonal", *shape)], {"axes": axes})


def windowCases():
    for shape, starts, sizes in (((7,), [2], [3]), ((7,), [6], [3]), ((7,), [-2], [2]), ((7,), [-9], [2]), ((3, 5), [1, 2], [2, 3]), ((3, 5), [2, -1], [3, 2]), ((2, 3, 4), [0, 1, 9], [1, 2, 3]), ((3, 5), [1, 1], [2, 0])):
        yield case(f"{shape} {starts} {sizes}", "dynamicSlice", lambda x: lax.dynamic_slice(x, starts, sizes), [draw("window", *shape)], {"starts": starts, "sizes": sizes})
        f = lambda x, y: lax.dynamic_update_slice(x, y, starts)
        yield case(f"{shape} {starts} {sizes}", "dynamicUpdateSlice", f, [draw("window", *shape), draw("update", *sizes)], {"starts": starts})


def updatingCases():
    i32 = lambda *x: np.array(x, np.int32)
    positions = {"ordinary": i32(3, 0, 2), "repeated": i32(1, 4, 1, 1, 0, 4), "negative": i32(-1, -5, 2), "out of range": i32(5, -6, 100, 1, -100), "matrix": i32([0, 1, 1], [4, -1, 2]), "scalar": np.int32(2), "none": np.zeros(0, np.int32)}
    for name, at in positions.items():
        updates = draw("updates", *at.shape, 3)
        yield case(name, "addAt", lambda x, i, y: x.at[i].add(y), [draw("x", 5, 3), at, updates], {"axis": 0})
        yield case(name, "setAt", lambda x, i, y: x.at[i].set(y), [draw("x", 5, 3), at, updates], {"axis": 0})
    at = positions["repeated"]
    for op in ("add", "set"):
        f = lambda x, i, y: getattr(x.at[:, i], op)(y)
        yield case("axis 1", f"{op}At", f, [draw("x", 2, 5, 3), at, draw("updates", 2, 6, 3)], {"axis": 1})
        yield case("axis 1 broadcast", f"{op}At", f, [draw("x", 2, 5), at, draw("updates")], {"axis": 1})
        yield case("integers", f"{op}At", lambda x, i, y: getattr(x.at[i], op)(y), [i32(1, 2, 3, 4, 5), at, i32(9, 8, 7, 6, 5, 4)], {"axis": 0})
    yield case("bool", "setAt", lambda x, i, y: x.at[i].set(y), [np.zeros(5, np.bool_), at, np.array([1, 1, 0, 0, 1, 1], np.bool_)], {"axis": 0})


def productAt(x, i, y):
    """x.at[i].mul(y) on axis 0, as a product of selections that JAX differentiates."""
    at = np.where(i < 0, i + x.shape[0], i).ravel()
    rows = y.reshape(at.size, *x.shape[1:])
    for k in range(at.size):
        x = jnp.where((np.arange(x.shape[0]) == at[k]).reshape(-1, *[1] * (x.ndim - 1)), x * rows[k], x)
    return x


def combiningCases():
    i32 = lambda *x: np.array(x, np.int32)
    positions = {"ordinary": i32(3, 0, 2), "repeated": i32(1, 4, 1, 1, 0, 4, 1), "negative": i32(-1, -5, 2), "out of range": i32(5, -6, 100, 1, -100), "matrix": i32([0, 1, 1], [4, -1, 2]), "none": np.zeros(0, np.int32)}
    for name, at in positions.items():
        x, updates = draw("x", 5, 3), draw("updates", *at.shape, 3)
        assert np.allclose(jnp.asarray(x).at[at].mul(updates), productAt(x, at, updates), rtol=1e-6)
        yield case(name, "mulAt", lambda x, i, y: productAt(x, at, y), [x, at, updates], {"axis": 0})
        for op in ("max", "min"):
            yield case(name, f"{op}At", lambda x, i, y: getattr(x.at[i], op)(y), [x, at, updates], {"axis": 0})
    at = positions["repeated"]
    ties = np.array([[1, 2, -1], [2, 0, 0], [2, 2, 2], [np.nan, 1, 3], [1, -2, 0]], np.float32)
    rows = np.array([[2, 0, 1], [1, 2, 0], [2, 3, 2], [2, 0, 2], [1, 5, -1], [3, 2, np.nan], [2, 0, -3]], np.float32)
    for op in ("max", "min"):
        f = lambda x, i, y: getattr(x.at[:, i], op)(y)
        yield case("ties and NaN", f"{op}At", lambda x, i, y: getattr(x.at[i], op)(y), [ties, at, rows], {"axis": 0})
        yield case("axis 1", f"{op}At", f, [draw("x", 2, 5, 3), at, draw("updates", 2, 7, 3)], {"axis": 1})
        yield case("axis 1 broadcast", f"{op}At", f, [draw("x", 2, 5), at, draw("updates")], {"axis": 1})
    for op in ("mul", "max", "min"):
        yield case("integers", f"{op}At", lambda x, i, y: getattr(x.at[i], op)(y), [i32(1, 2, 3, 4, 5), at, i32(9, 8, -7, 6, 5, 4, 3)], {"axis": 0})
        yield case("unsigned", f"{op}At", lambda x, i, y: getattr(x.at[i], op)(y), [np.array([1, 2**31, 3, 4, 5], np.uint32), at, np.array([9, 8, 7, 2**32 - 1, 5, 4, 3], np.uint32)], {"axis": 0})


def contractionCases():
    for subscripts, *shapes in (
        ("ij,jk->ik", (3, 5), (5, 2)), ("ij,kj->ki", (3, 5), (2, 5)), ("bij,bjk->bik", (2, 3, 5), (2, 5, 4)), ("bij,jk", (2, 3, 5), (5, 4)), ("i,i->", (5,), (5,)), ("i,j->ji", (3,), (5,)), ("ij->ji", (3, 5)), ("ij->", (3, 5)), ("ij->j", (3, 5)),
        ("ii->i", (3, 3)), ("ii", (3, 3)), ("iji->j", (3, 2, 3)), ("bhqd,bkhd->bhqk", (2, 3, 4, 5), (2, 6, 3, 5)), ("ij,jk,kl->il", (2, 3), (3, 4), (4, 5)), ("ijk,jk->i", (2, 3, 4), (3, 4)), ("ij,ij->ij", (2, 3), (2, 3)), ("ij,k->i", (2, 3), (4,)), ("ba,cb", (2, 3), (4, 2)),
        ("i,ij,j->", (3,), (3, 4), (4,)),
        ("...ij,...jk->...ik", (4, 1, 2, 3), (5, 3, 2)), ("...i", (2, 3)), ("i...->...i", (3, 2, 2)), ("...b,...a", (2, 3), (1, 4)), ("...,...", (2, 3), (3,)), ("ij...,j...->i...", (2, 3, 2), (3, 1)), ("...,ij", (), (2, 3)), ("a...,a...->a...", (2, 1), (2, 3)), ("...ii->...i", (2, 3, 3)),
    ):
        inputs = [draw(f"{subscripts}{i}", *shape) for i, shape in enumerate(shapes)]
        yield case(subscripts, "einsum", lambda *x: jnp.einsum(subscripts, *x), inputs, {"subscripts": subscripts}, rounded=lambda *x: np.einsum(subscripts, *x))
    # NumPy does not sum over axes of "..." that the result leaves out, JAX does.
    yield case("...i->i", "einsum", lambda x: jnp.einsum("...i->i", x), [draw("...i->i", 2, 4, 3)], {"subscripts": "...i->i"}, rounded=lambda x: x.sum((0, 1)))


if __name__ == "__main__":
    write([*copyingCases(), *windowCases(), *updatingCases(), *combiningCases(), *contractionCases()])
