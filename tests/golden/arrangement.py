"""Golden values of operations that move elements, with gradients. Format: see goldenFile.py. `params`, by operation:

reshape: shape (-1 allowed) · transpose: axes (null: reversed) · broadcastTo: shape · squeeze: axis · expandDims: axis ·
concatenate, stack: axis (all inputs are operands) · slice: index, one entry for each leading axis: an integer (drops the axis) or
[start, stop, step] with null for Python's None · flip: axis · pad: widths [[before, after], ..], mode (NumPy's names), value ·
laxPad: value, config [[low, high, interior], ..] (negative crops) · take: axis, mode (null: JAX's default, fill),
inputs [x, indices] · index: x[i] on axis 0, inputs [x, indices] (wraps once, then clamps) · scatterAdd: x.at[i].add(y) on axis 0,
inputs [x, indices, y] (out of range is dropped; JAX's default) · cumulative and sorting operations are not here.
"""

import jax.numpy as jnp
import numpy as np
from jax import lax

from goldenFile import case, generator, write

f32 = lambda *x: np.array(x, np.float32)
NAN, INF = np.nan, np.inf


def draw(name, *shape):
    return generator(name).normal(size=shape).astype(np.float32)


def shapeCases():
    for source, target in (((3, 5), [15]), ((3, 5), [5, -1]), ((2, 3, 7), [-1, 7]), ((1,), []), ((), [1, 1]), ((0, 3), [3, 0]), ((7,), [7, 1])):
        yield case(f"{source} to {target}", "reshape", lambda x: x.reshape(target), [draw("reshape", *source)], {"shape": target})
    for source, axes in (((3, 5), None), ((2, 3, 7), None), ((2, 3, 7), [0, 2, 1]), ((2, 3, 7), [2, 0, 1]), ((2, 3, 7), [-1, 0, 1]), ((7,), None), ((2, 3, 1, 5), [3, 1, 0, 2])):
        yield case(f"{source} axes {axes}", "transpose", lambda x: jnp.transpose(x, axes), [draw("transpose", *source)], {"axes": axes})
    for source, target in (((5,), [3, 5]), ((3, 1), [3, 5]), ((), [2, 3]), ((1,), [1]), ((1, 3, 1), [2, 3, 7]), ((3,), [2, 0, 3])):
        yield case(f"{source} to {target}", "broadcastTo", lambda x: jnp.broadcast_to(x, target), [draw("broadcast", *source)], {"shape": target})
    for source, axis in (((1, 3, 1), None), ((1, 3, 1), 0), ((1, 3, 1), -1), ((1, 3, 1), [0, 2]), ((3, 5), None)):
        f = lambda x: jnp.squeeze(x, tuple(axis) if isinstance(axis, list) else axis)
        yield case(f"{source} axis {axis}", "squeeze", f, [draw("squeeze", *source)], {"axis": axis})
    for source, axis in (((3,), 0), ((3,), 1), ((3,), -1), ((3, 5), 1), ((3, 5), [0, 2]), ((3, 5), [-1, 0]), ((), 0)):
        f = lambda x: jnp.expand_dims(x, axis)
        yield case(f"{source} axis {axis}", "expandDims", f, [draw("expand", *source)], {"axis": axis})


def joiningCases():
    for shapes, axis in (([(3, 5), (1, 5), (7, 5)], 0), ([(3, 5), (3, 2)], 1), ([(3, 5), (3, 2)], -1), ([(7,)], 0), ([(2, 3, 1), (2, 1, 1)], 1), ([(0, 2), (3, 2)], 0)):
        inputs = [draw(f"concatenate{i}", *shape) for i, shape in enumerate(shapes)]
        yield case(f"{shapes} axis {axis}", "concatenate", lambda *x: jnp.concatenate(x, axis), inputs, {"axis": axis})
    for shape, count, axis in (((5,), 3, 0), ((5,), 3, 1), ((3, 5), 2, -1), ((3, 5), 2, -2), ((), 3, 0), ((7,), 1, 0)):
        inputs = [draw(f"stack{i}", *shape) for i in range(count)]
        yield case(f"{count} of {shape} axis {axis}", "stack", lambda *x: jnp.stack(x, axis), inputs, {"axis": axis})
    mixed = [np.array([1, 2], np.int32), np.array([True]), f32(0.5)]
    yield case("dtypes promoted", "concatenate", lambda *x: jnp.concatenate(x, 0), mixed, {"axis": 0}, gradient=False)


def toIndex(entries):
    return tuple(e if isinstance(e, int) else slice(*e) for e in entries)


def slicingCases():
    N = None
    for shape, index in (
        ((7,), [[1, 5, N]]), ((7,), [[N, N, 2]]), ((7,), [[N, N, -1]]), ((7,), [[5, 1, -2]]), ((7,), [[-3, N, N]]), ((7,), [[N, -8, -3]]), ((7,), [[10, 20, N]]),
        ((7,), [[5, 2, N]]), ((7,), [[-100, 100, 3]]), ((7,), [3]), ((7,), [-1]), ((3, 5), [[N, N, N], [1, 4, 2]]), ((3, 5), [1]), ((3, 5), [[N, N, -1], [N, N, -2]]),
        ((3, 5), [-2, [N, 3, N]]), ((3, 5), [[0, 2, N], -1]), ((2, 3, 7), [[N, N, N], 1, [6, N, -3]]), ((2, 3, 7), [1, 2, 3]), ((17,), [[N, N, 5]]),
    ):
        name = f"{shape} {index}".replace("None", "null")
        yield case(name, "slice", lambda x: x[toIndex(index)], [draw("slice", *shape)], {"index": index})
    for shape, axis in (((7,), None), ((3, 5), None), ((3, 5), 0), ((3, 5), -1), ((2, 3, 7), [0, 2]), ((1,), 0)):
        f = lambda x: jnp.flip(x, tuple(axis) if isinstance(axis, list) else axis)
        yield case(f"{shape} axis {axis}", "flip", f, [draw("flip", *shape)], {"axis": axis})


def paddingCases():
    for mode in ("constant", "edge", "reflect", "symmetric", "wrap"):
        for shape, widths in (((5,), [[2, 3]]), ((3, 5), [[1, 0], [0, 2]]), ((3, 5), [[2, 2], [1, 4]])):
            extra = {"value": 0.5} if mode == "constant" else {}
            f = lambda x: jnp.pad(x, widths, mode, **({"constant_values": 0.5} if extra else {}))
            yield case(f"{mode} {shape} {widths}", "pad", f, [draw("pad", *shape)], {"widths": widths, "mode": mode, **extra})
    for mode in ("reflect", "symmetric", "wrap"):
        yield case(f"{mode} wider than the array", "pad", lambda x: jnp.pad(x, [[7, 8]], mode), [draw("pad", 3)], {"widths": [[7, 8]], "mode": mode})
    for shape, config in (((5,), [[1, 2, 0]]), ((5,), [[-1, -2, 0]]), ((5,), [[-1, 3, 0]]), ((5,), [[0, 0, 2]]), ((5,), [[-2, 1, 1]]), ((3, 5), [[1, -1, 1], [-2, 2, 0]])):
        f = lambda x: lax.pad(x, jnp.float32(-1.5), tuple(map(tuple, config)))
        yield case(f"{shape} {config}", "laxPad", f, [draw("laxPad", *shape)], {"config": config, "value": -1.5})


def takingCases():
    i32 = lambda *x: np.array(x, np.int32)
    indices = {
        "ordinary": i32(3, 0, 0, 2, 4), "negative": i32(-1, -5, 2), "out of range": i32(5, -6, 100, -100, 1), "matrix": i32([0, 1, 1], [4, -1, 2]), "scalar": np.int32(2),
        "u32": np.array([1, 4, 1], np.uint32), "none": np.zeros(0, np.int32),
    }
    for name, at in indices.items():
        for mode in (None, "fill", "clip", "wrap"):
            f = lambda x, i: jnp.take(x, i, 0, mode=mode)
            yield case(f"{name} mode {mode}", "take", f, [draw("take", 5, 3), at], {"axis": 0, "mode": mode})
    for axis in (1, -1, None):
        f = lambda x, i: jnp.take(x, i, axis)
        yield case(f"axis {axis}", "take", f, [draw("take", 3, 5), indices["matrix"]], {"axis": axis, "mode": None})
    for dtype in (np.int32, np.uint32, np.bool_):
        f = lambda x, i: jnp.take(x, i, 0)
        yield case(f"out of range of {dtype.__name__}", "take", f, [np.array([1, 0, 1, 1, 0], dtype), indices["out of range"]], {"axis": 0, "mode": None})
    for name in ("ordinary", "negative", "out of range", "matrix"):
        yield case(name, "index", lambda x, i: x[i], [draw("index", 5, 3), indices[name]])
        update = draw("update", *indices[name].shape, 3)
        yield case(name, "scatterAdd", lambda x, i, y: x.at[i].add(y), [draw("index", 5, 3), indices[name], update])


if __name__ == "__main__":
    write([*shapeCases(), *joiningCases(), *slicingCases(), *paddingCases(), *takingCases()])
