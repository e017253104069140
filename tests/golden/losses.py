"""Golden values of losses and of costs of parameters, with gradients. Format: see goldenFile.py.

From Rockpool's jax_loss: mse, sse, softmaxOfWholeArray, logSoftmaxOfWholeArray (Rockpool normalises over batch, time and channels
together), boundsCost, boundsClip, l2SqrNorm, l0NormApprox. From jax.nn: softmax, logSoftmax (the last axis; `params.temperature` divides
the input), crossEntropy and klDivergence. Inputs of mse and sse: [output, target]; of crossEntropy [logits, labels (i32) or
probabilities (f32)]: minus sum over classes of target * logSoftmax, mean over the rest; of klDivergence [a, b]: sum over
classes of softmax(a) * (logSoftmax(a) - logSoftmax(b)), mean over the rest.

Costs of parameters have the leaves of a tree as inputs, in flattened order, with `params.paths` naming them; boundsCost and boundsClip have
`params.lower` and `params.upper`: one number for each leaf ("-inf" and "inf": no bound, what makeBounds makes). boundsClip has an output
for each leaf and no gradients.
"""

import jax
import jax.numpy as jnp
import numpy as np
from rockpool.training import jax_loss

from goldenFile import arrays, case, generator, number, write

f32 = lambda *x: np.array(x, np.float32)
NAN, INF = np.nan, np.inf


def draw(name, *shape):
    return (generator(name).normal(size=shape) * 2).astype(np.float32)


def pairCases():
    for op, f, exact in (("mse", jax_loss.mse, lambda x, y: np.mean((x - y) ** 2)), ("sse", jax_loss.sse, lambda x, y: np.sum((x - y) ** 2))):
        for left, right in (((11, 3), (11, 3)), ((2, 5, 3), (2, 5, 3)), ((5, 3), (3,)), ((1, 11, 3), (11, 3)), ((), ()), ((1,), (1,)), ((100, 2), (100, 2))):
            inputs = [draw(f"output{op}", *left), draw(f"target{op}", *right)]
            yield case(f"{left} {right}", op, f, inputs, second=True, rounded=exact)
        yield case("equal", op, f, [f32(1, -2, 3), f32(1, -2, 3)])
        yield case("NaN", op, f, [f32(1, NAN, 3), f32(1, -2, 2)])


def channelSoftmax(temperature):
    return lambda x: jax.nn.softmax(x / temperature, axis=-1)


def channelLogSoftmax(temperature):
    return lambda x: jax.nn.log_softmax(x / temperature, axis=-1)


def softmaxCases():
    large = f32([1000, 999, -1000], [-80, 0, 80], [5, 5, 5])
    infinite = f32([-INF, 0, 1], [-INF, -INF, 2], [NAN, 0, 1], [INF, 0, 0], [-INF, -INF, -INF])
    for temperature in (1.0, 0.5, 3.0):
        params = {"temperature": temperature}
        table = {
            "softmaxOfWholeArray": lambda x: jax_loss.softmax(x, temperature),
            "logSoftmaxOfWholeArray": lambda x: jax_loss.logsoftmax(x, temperature),
            "softmax": channelSoftmax(temperature),
            "logSoftmax": channelLogSoftmax(temperature),
        }
        for op, f in table.items():
            for shape in ((3,), (5, 3), (2, 5, 3), (7, 1)):
                yield case(f"{shape} temperature {temperature}", op, f, [draw(op, *shape)], params, second=True)
            yield case(f"large temperature {temperature}", op, f, [large], params)
            if not op.endswith("WholeArray"):
                yield case(f"infinite temperature {temperature}", op, f, [infinite], params)


def crossEntropy(logits, target):
    if jnp.issubdtype(target.dtype, jnp.integer):
        target = jax.nn.one_hot(target, logits.shape[-1])
    return -jnp.mean(jnp.sum(target * jax.nn.log_softmax(logits, axis=-1), axis=-1))


def klDivergence(a, b):
    difference = jax.nn.log_softmax(a, axis=-1) - jax.nn.log_softmax(b, axis=-1)
    return jnp.mean(jnp.sum(jax.nn.softmax(a, axis=-1) * difference, axis=-1))


def classCases():
    for shape in ((3,), (5, 3), (2, 7, 4), (5, 1)):
        rng = generator(f"labels{shape}")
        logits, others = draw("logits", *shape), draw("others", *shape)
        labels = rng.integers(0, shape[-1], shape[:-1]).astype(np.int32)
        oneHot = np.eye(shape[-1], dtype=np.float32)[labels]
        soft = np.asarray(jax.nn.softmax(draw("soft", *shape), axis=-1))
        yield case(f"labels {shape}", "crossEntropy", crossEntropy, [logits, labels], second=True)
        yield case(f"one hot {shape}", "crossEntropy", crossEntropy, [logits, oneHot], second=True)
        yield case(f"probabilities {shape}", "crossEntropy", crossEntropy, [logits, soft], second=True)
        yield case(f"{shape}", "klDivergence", klDivergence, [logits, others], second=True)
        yield case(f"near {shape}", "klDivergence", klDivergence, [logits, logits + f32(0.01) * others])
    large = f32([1000, 0, -1000], [-30, 30, 0])
    yield case("large", "crossEntropy", crossEntropy, [large, np.array([2, 1], np.int32)])
    yield case("large", "klDivergence", klDivergence, [large, large[::-1].copy()])


PATHS = ["0_LinearJax.bias", "0_LinearJax.weight", "2_LinearJax.weight", "gain"]
TREES = {
    "ordinary": [draw("a", 5), draw("b", 3, 5), draw("c", 5, 2), np.float32(1.5)],
    "zeros and ties": [f32(0, -0.0, 1, -1, 0.5), f32([1, -1, 0.5], [2, -0.5, 0]), f32([0.1], [-0.1]), np.float32(0)],
}
WITH_NAN = [f32(NAN, 1, -2), f32([1, NAN], [NAN, NAN]), f32([0.5]), np.float32(1)]
BOUNDS = {
    "none": ([-INF] * 4, [INF] * 4),
    "both": ([-1, -0.5, -0.1, 0], [1, 1, 0.1, 1]),
    "lower only": ([0, 0.5, -INF, 2], [INF] * 4),
    "upper only": ([-INF] * 4, [0, INF, -0.05, 1.5]),
}


def tree(leaves):
    return {
        "0_LinearJax": {"bias": leaves[0], "weight": leaves[1]},
        "2_LinearJax": {"weight": leaves[2]},
        "gain": leaves[3],
    }


def treeCases():
    for name, leaves in {**TREES, "NaN": WITH_NAN}.items():
        paths = {"paths": PATHS}
        yield case(name, "l2SqrNorm", lambda *x: jax_loss.l2sqr_norm(tree(x)), leaves, paths)
        for sigma in (1e-4, 0.1):
            f = lambda *x: jax_loss.l0_norm_approx(tree(x), sigma)
            yield case(f"{name} sigma {sigma}", "l0NormApprox", f, leaves, {**paths, "sigma": sigma})
        for kind, (lower, upper) in BOUNDS.items():
            bounds = {**paths, "lower": [number(np.float32(x)) for x in lower], "upper": [number(np.float32(x)) for x in upper]}
            f = lambda *x: jax_loss.bounds_cost(tree(x), tree(lower), tree(upper))
            yield case(f"{name} {kind}", "boundsCost", f, leaves, bounds)
            clipped = jax.tree.leaves(jax_loss.bounds_clip(tree([jnp.asarray(x) for x in leaves]), tree(lower), tree(upper)))
            yield {
                "name": f"boundsClip/{name} {kind}", "op": "boundsClip", "params": bounds, "reference": "jax",
                "inputs": arrays(leaves), "outputs": arrays(clipped),
            }


if __name__ == "__main__":
    write([*pairCases(), *softmaxCases(), *classCases(), *treeCases()])
