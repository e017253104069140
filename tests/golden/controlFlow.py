"""Golden values of loops and branches, with gradients to second order. Format: see goldenFile.py.

Each op is a function of its inputs written with jax.lax; tests/trace/controlFlow.golden.test.ts writes the same functions.

- recurrent [h, W, V, x]: an Elman network, h' = tanh(x V + h W), outputs h' * x_0; sum over steps of outputs squared, plus h.
- reverse: the same from the last input to the first.
- nested [h, W, x]: for every row of x, an inner scan over its elements with the outer carry.
- product [x]: foriLoop from 1 to 6 of c * sin(i x) + c.
- branches [n, x, y]: switch over x y, sin(x), y.
- inScan [x, y]: a scan over x whose body takes one branch where the running sum is positive, another elsewhere.
- mapped [x, w]: map of tanh(x w) over rows.
- batched [h, W, V, x]: vmap of recurrent over h and x alone.
"""

import jax
import jax.numpy as jnp
import numpy as np

from goldenFile import case, generator, write

f32 = lambda *x: np.array(x, np.float32)


def draw(name, *shape):
    return (generator(name).normal(size=shape) * 0.7).astype(np.float32)


def elman(reverse):
    def run(h, W, V, x):
        def body(h, each):
            new = jnp.tanh(each @ V + h @ W)
            return new, new * each[..., :1]

        last, outputs = jax.lax.scan(body, h, x, reverse=reverse)
        return last + jnp.sum(outputs**2, axis=0)

    return run


def nested(h, W, x):
    def outer(h, row):
        def inner(h, each):
            new = jnp.sin(h @ W + each)
            return new, new[0]

        h, firsts = jax.lax.scan(inner, h, row)
        return h, jnp.sum(firsts) * h

    h, outputs = jax.lax.scan(outer, h, x)
    return h + jnp.sum(outputs, axis=0)


def product(x):
    return jax.lax.fori_loop(1, 6, lambda i, c: c * jnp.sin(i * x) + c, x)


def branches(n, x, y):
    return jax.lax.switch(n, [lambda x, y: x * y, lambda x, y: jnp.sin(x), lambda x, y: y], x, y)


def inScan(x, y):
    def body(total, each):
        new = jax.lax.cond(total > 0, lambda t: t - each * y, lambda t: t + jnp.tanh(each) + y * y, total)
        return new, new * each

    total, outputs = jax.lax.scan(body, y, x)
    return total + outputs


def mapped(x, w):
    return jax.lax.map(lambda row: jnp.tanh(row * w), x)


def cases():
    for reverse in (False, True):
        op = "reverse" if reverse else "recurrent"
        for steps, batch, inputs, units in ((7, 2, 3, 4), (1, 1, 1, 1), (40, 3, 2, 8)):
            name = f"{steps} steps, batch {batch}, {inputs} to {units}"
            values = [draw(f"h{name}", batch, units), draw(f"W{name}", units, units) / np.float32(np.sqrt(units)), draw(f"V{name}", inputs, units), draw(f"x{name}", steps, batch, inputs)]
            yield case(name, op, elman(reverse), values, second=True)
    yield case("3 times 5", "nested", nested, [draw("nh", 4), draw("nW", 4, 4), draw("nx", 3, 5, 4)], second=True)
    yield case("vector", "product", product, [draw("p", 5)], second=True)
    for n in (-3, 0, 1, 2, 9):
        yield case(f"number {n}", "branches", branches, [np.int32(n), draw("bx", 3), draw("by", 3)], second=True)
    yield case("ten steps", "inScan", inScan, [draw("ix", 10), f32(0.3)[0]], second=True)
    yield case("rows", "mapped", mapped, [draw("mx", 6, 3), draw("mw", 3)], second=True)
    batched = jax.vmap(elman(False), in_axes=(0, None, None, 1))
    yield case("of 5", "batched", batched, [draw("vh", 5, 2, 4), draw("vW", 4, 4), draw("vV", 3, 4), draw("vx", 6, 5, 2, 3)], second=True)


write(list(cases()))
