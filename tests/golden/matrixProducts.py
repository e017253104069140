"""Golden values of matmul, with first and some second gradients. Format: see goldenFile.py.

`params.transposed` = [a, b] says whether the last two axes of each stored input are swapped before the product:
matmul(swap(x) if a else x, swap(y) if b else y). `rounded` is the float64 product rounded once; `scale` (beside `rounded`) is the
product of the absolute values, to judge an error by: a correct float32 product of inner size k errs by at most about k * 6e-8 * scale.
"""

import jax.numpy as jnp
import numpy as np

from goldenFile import array, case, generator, write

NAN, INF = np.nan, np.inf

# name, shape of x, shape of y, transposed
PRODUCTS = [
    ("vector vector", (7,), (7,), (False, False)),
    ("matrix vector", (5, 7), (7,), (False, False)),
    ("vector matrix", (7,), (7, 3), (False, False)),
    ("matrix matrix", (5, 7), (7, 3), (False, False)),
    ("row column", (1, 17), (17, 1), (False, False)),
    ("column row", (5, 1), (1, 7), (False, False)),
    ("one element", (1, 1), (1, 1), (False, False)),
    ("odd sizes", (17, 33), (33, 9), (False, False)),
    ("multiples of four", (8, 16), (16, 8), (False, False)),
    ("left transposed", (7, 5), (7, 3), (True, False)),
    ("right transposed", (5, 7), (3, 7), (False, True)),
    ("both transposed", (7, 5), (3, 7), (True, True)),
    ("left transposed, odd sizes", (33, 17), (33, 9), (True, False)),
    ("right transposed, odd sizes", (17, 33), (9, 33), (False, True)),
    ("skinny", (10, 200), (200, 8), (False, False)),
    ("skinny, left transposed", (10, 50), (10, 8), (True, False)),
    ("batched", (2, 3, 5), (2, 5, 4), (False, False)),
    ("batched, left transposed", (2, 5, 3), (2, 5, 4), (True, False)),
    ("batched, right transposed", (2, 3, 5), (2, 4, 5), (False, True)),
    ("batch with matrix", (2, 3, 5), (5, 4), (False, False)),
    ("matrix with batch", (3, 5), (2, 5, 4), (False, False)),
    ("batch with vector", (2, 3, 5), (5,), (False, False)),
    ("vector with batch", (5,), (2, 5, 3), (False, False)),
    ("batches broadcast", (2, 1, 3, 5), (4, 5, 2), (False, False)),
    ("batches of one", (1, 3, 5), (3, 5, 2), (False, False)),
    ("empty inner axis", (2, 0), (0, 3), (False, False)),
]


def product(matmul, swapaxes, transposed):
    def f(x, y):
        return matmul(swapaxes(x, -1, -2) if transposed[0] else x, swapaxes(y, -1, -2) if transposed[1] else y)
    return f


def cases():
    for name, left, right, transposed in PRODUCTS:
        rng = generator("matmul" + name)
        x, y = (rng.normal(size=shape).astype(np.float32) for shape in (left, right))
        f = product(jnp.matmul, jnp.swapaxes, transposed)
        exact = product(np.matmul, np.swapaxes, transposed)
        second = max(np.size(x), np.size(y)) < 100
        result = case(name, "matmul", f, [x, y], {"transposed": transposed}, second=second, rounded=exact)
        result["scale"] = array(np.asarray(exact(np.abs(x), np.abs(y))))
        yield result
    plain = {"transposed": (False, False)}
    x = np.array([[0, 1, -0.0], [NAN, 1, 2], [INF, 1, 0], [INF, -INF, 1]], np.float32)
    y = np.array([[INF, 0, 1], [1, 2, 0], [3, NAN, -0.0]], np.float32)
    yield case("specials", "matmul", jnp.matmul, [x, y], plain)
    rng = generator("integers")
    x, y = rng.integers(-(2**31), 2**31, (3, 5), np.int32), rng.integers(-(2**31), 2**31, (5, 4), np.int32)
    yield case("i32, wrapping", "matmul", jnp.matmul, [x, y], plain)
    yield case("u32, wrapping", "matmul", jnp.matmul, [x.view(np.uint32), y.view(np.uint32)], plain)
    yield case("i32 with f32", "matmul", jnp.matmul, [x % 10, rng.normal(size=(5, 4)).astype(np.float32)], plain, gradient=False)


if __name__ == "__main__":
    write([*cases()])
