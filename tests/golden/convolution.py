"""Golden values of convolution and pooling, with gradients of first and second order. Format: see goldenFile.py. `params`, by operation:

convolve: strides, padding ("VALID", "SAME" or pairs), inputDilation, kernelDilation, groups, layout, kernelLayout, as in
lax.conv_general_dilated; inputs [x, kernel] · maxPool, avgPool: window, strides, padding, layout, countIncludePad: lax.reduce_window
and flax's division by the count.
"""

import jax.numpy as jnp
import numpy as np
from jax import lax

from goldenFile import case, generator, write


def draw(name, *shape):
    return generator(name).normal(size=shape).astype(np.float32)


def convolve(x, kernel, strides=1, padding="VALID", inputDilation=1, kernelDilation=1, groups=1, layout=None, kernelLayout=None):
    rank = x.ndim - 2
    layout = layout or ("NWC" if rank == 1 else "NHWC")
    kernelLayout = kernelLayout or ("WIO" if rank == 1 else "HWIO")
    each = lambda n: [n] * rank if isinstance(n, int) else n
    if not isinstance(padding, str) and min(min(pair) for pair in padding) < 0:
        # XLA on the CPU reads outside of its input where padding is negative (jax 0.10.2): lax.pad leaves out elements first.
        config = iter(padding)
        x = lax.pad(x, 0.0, [(*next(config), 0) if letter in "HW" else (0, 0, 0) for letter in layout])
        padding = "VALID"
    return lax.conv_general_dilated(
        x, kernel, each(strides), padding, each(inputDilation), each(kernelDilation),
        dimension_numbers=(layout, kernelLayout, layout), feature_group_count=groups, precision="highest",
    )


CONVOLUTIONS = {
    "plain": ((2, 6, 5, 3), (3, 2, 3, 4), {}),
    "same, even kernel": ((2, 5, 6, 2), (4, 4, 2, 3), {"padding": "SAME"}),
    "strides": ((2, 8, 7, 2), (3, 3, 2, 3), {"strides": [2, 3]}),
    "strides, same": ((1, 7, 8, 2), (3, 4, 2, 3), {"strides": 2, "padding": "SAME"}),
    "pairs of padding": ((2, 4, 5, 2), (3, 3, 2, 2), {"padding": [[2, 0], [1, 3]]}),
    "negative padding": ((1, 6, 7, 2), (2, 2, 2, 2), {"padding": [[-1, 1], [0, -2]]}),
    "kernel dilation": ((2, 8, 9, 2), (3, 2, 2, 3), {"kernelDilation": [2, 3]}),
    "kernel dilation, same, strides": ((1, 9, 8, 2), (3, 3, 2, 2), {"kernelDilation": 2, "padding": "SAME", "strides": 2}),
    "input dilation": ((2, 4, 3, 2), (3, 3, 2, 3), {"inputDilation": [2, 3], "padding": [[1, 1], [2, 2]]}),
    "all dilations and strides": ((1, 5, 4, 2), (2, 3, 2, 2), {"inputDilation": 2, "kernelDilation": [3, 1], "strides": [1, 2], "padding": [[2, 2], [1, 0]]}),
    "groups": ((2, 5, 5, 4), (3, 3, 2, 6), {"groups": 2}),
    "depthwise, same": ((2, 4, 5, 3), (3, 3, 1, 6), {"groups": 3, "padding": "SAME"}),
    "NCHW and OIHW": ((2, 3, 6, 5), (4, 3, 3, 2), {"layout": "NCHW", "kernelLayout": "OIHW", "padding": "SAME"}),
    "NCHW and OIHW, groups, strides": ((2, 4, 6, 5), (6, 2, 3, 3), {"layout": "NCHW", "kernelLayout": "OIHW", "groups": 2, "strides": 2}),
    "NCHW and HWIO": ((1, 2, 5, 5), (2, 2, 2, 3), {"layout": "NCHW", "kernelLayout": "HWIO"}),
    "one by one": ((2, 3, 3, 5), (1, 1, 5, 4), {}),
    "one by one, strides": ((2, 5, 4, 3), (1, 1, 3, 4), {"strides": 2}),
    "1-D": ((2, 9, 3), (4, 3, 5), {}),
    "1-D, same, dilation": ((2, 9, 3), (3, 3, 2), {"padding": "SAME", "kernelDilation": 2}),
    "1-D, NCW and OIW, groups": ((2, 4, 9), (4, 2, 3), {"layout": "NCW", "kernelLayout": "OIW", "groups": 2, "strides": 2}),
    "sums of several blocks": ((1, 5, 5, 40), (3, 3, 40, 3), {}),
}

# Windows of equal elements: the gradient goes to the first.
TIES = np.round(generator("ties").normal(size=(2, 6, 6, 2))).astype(np.float32)


def axesOf(x, layout, numbers, other):
    layout = layout or ("NWC" if x.ndim == 3 else "NHWC")
    space = [axis for axis, letter in enumerate(layout) if letter in "HW"]
    numbers = [numbers] * len(space) if isinstance(numbers, int) else numbers
    result = [other] * x.ndim
    for axis, n in zip(space, numbers):
        result[axis] = n
    return result


def reduceWindow(x, initial, combine, window, strides=None, padding="VALID", layout=None):
    strides = axesOf(x, layout, window if strides is None else strides, 1)
    if not isinstance(padding, str):
        padding = axesOf(x, layout, padding, (0, 0))
    return lax.reduce_window(x, initial, combine, axesOf(x, layout, window, 1), strides, padding)


def maxPool(x, **options):
    return reduceWindow(x, -jnp.inf, lax.max, **options)


def avgPool(x, countIncludePad=True, **options):
    sums = reduceWindow(x, 0.0, lax.add, **options)
    count = np.prod([n for n in axesOf(x, options.get("layout"), options["window"], 1)])
    return sums / (float(count) if countIncludePad else reduceWindow(jnp.ones_like(x), 0.0, lax.add, **options))


POOLS = {
    "plain": ((2, 6, 4, 3), {"window": 2}),
    "elements left out": ((1, 7, 5, 2), {"window": 2}),
    "overlapping": ((2, 6, 5, 2), {"window": 3, "strides": 1}),
    "overlapping, same": ((1, 7, 6, 2), {"window": 3, "strides": 2, "padding": "SAME"}),
    "apart": ((1, 8, 7, 2), {"window": [1, 2], "strides": 3}),
    "pairs of padding": ((2, 5, 5, 2), {"window": [2, 3], "padding": [[1, 0], [1, 2]]}),
    "large": ((1, 6, 7, 2), {"window": 5, "strides": 1}),
    "whole image": ((2, 5, 5, 3), {"window": 5}),
    "NCHW": ((2, 3, 6, 5), {"window": [3, 2], "layout": "NCHW"}),
    "1-D": ((2, 9, 3), {"window": 3, "strides": 2}),
    "1-D, NCW": ((2, 3, 9), {"window": 2, "layout": "NCW"}),
}


def cases():
    for name, (shape, kernel, params) in CONVOLUTIONS.items():
        inputs = [draw(f"{name} x", *shape), draw(f"{name} kernel", *kernel)]
        yield case(name, "convolve", lambda x, k: convolve(x, k, **params), inputs, params, second=True)
    for name, (shape, params) in POOLS.items():
        x = draw(f"{name} pool", *shape)
        yield case(name, "maxPool", lambda x: maxPool(x, **params), [x], params)
        yield case(name, "avgPool", lambda x: avgPool(x, **params), [x], params)
    yield case("ties", "maxPool", lambda x: maxPool(x, window=3), [TIES], {"window": 3})
    yield case("ties, overlapping", "maxPool", lambda x: maxPool(x, window=3, strides=2), [TIES], {"window": 3, "strides": 2})
    padded = {"window": 3, "strides": 2, "padding": "SAME", "countIncludePad": False}
    yield case("count without padding", "avgPool", lambda x: avgPool(x, **padded), [draw("count", 1, 6, 5, 2)], padded)


if __name__ == "__main__":
    write(list(cases()))
