"""Golden values of the training methods: the loss and the gradient that each gives, and attacks on parameters.

Everything is written out in NumPy-like JAX from the equations of the papers, with the gradient of the network by jax.grad. The network is
4 -> 6 (tanh) -> 3, with biases; the task loss is the cross entropy; the leaves are in the order of their paths 0.bias, 0.weight, 2.bias, 2.weight.

A case is { "name", "method", "options", "paths", "parameters", "inputs", "target", "seed", "loss", "gradients", "sensitivity" }: PRNGKey(seed) is the key of the step.
  sensitivity  the largest difference of a gradient between float32 and float64 arithmetic from the same draws, by leaf: what rounding
               does to it. The script checks that no sign of an attack changes between them.
"""

import jax
import jax.numpy as jnp
import numpy as np
from jax import random

from goldenFile import array, generator, number, numbers, write

PATHS = ["0.bias", "0.weight", "2.bias", "2.weight"]
WEIGHTS = [path.endswith("weight") for path in PATHS]
SEED = 11

rng = generator("methods")
PARAMETERS = [np.round(rng.normal(size=shape), 3).astype(np.float32) for shape in [(6,), (4, 6), (3,), (6, 3)]]
INPUTS = np.round(rng.normal(size=(10, 4)), 3).astype(np.float32)
TARGET = rng.integers(0, 3, size=10).astype(np.int32)


def taskLoss(leaves, x, target):
    bias0, weight0, bias2, weight2 = leaves
    logits = jnp.tanh(x @ weight0 + bias0) @ weight2 + bias2
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(logits, axis=-1), target[:, None], axis=-1))


def gradientOf(leaves, x, target):
    return jax.grad(taskLoss)(list(leaves), x, target)


def norm(leaves):
    return jnp.sqrt(sum(jnp.sum(leaf**2) for leaf in leaves))


def normals(key, leaves):
    draws = []
    for leaf in leaves:
        key, own = random.split(key)
        draws.append(random.normal(own, leaf.shape, jnp.float32).astype(leaf.dtype))
    return draws, key


def at(leaves, deviations, x, target):
    """Loss at a perturbed point, and the gradient there."""
    return jax.value_and_grad(taskLoss)([p + d for p, d in zip(leaves, deviations)], x, target)


# The methods: (leaves, inputs, target, key, options) -> (loss, gradients)


def standard(leaves, x, target, key, o):
    return jax.value_and_grad(taskLoss)(leaves, x, target)


def forwardNoise(leaves, x, target, key, o):
    draws, _ = normals(key, leaves)
    return at(leaves, [o["noisyForwardStd"] * jnp.abs(p) * r for p, r in zip(leaves, draws)], x, target)


def sam(leaves, x, target, key, o):
    g = gradientOf(leaves, x, target)
    return at(leaves, [o["radius"] * d / norm(g) for d in g], x, target)


def asam(leaves, x, target, key, o):
    t = [jnp.abs(p) + o["eta"] if weight else jnp.ones_like(p) for p, weight in zip(leaves, WEIGHTS)]
    g = gradientOf(leaves, x, target)
    length = norm([s * d for s, d in zip(t, g)])
    return at(leaves, [o["radius"] * s**2 * d / length for s, d in zip(t, g)], x, target)


def amp(leaves, x, target, key, o):
    deviations = [jnp.zeros_like(p) for p in leaves]
    for _ in range(o["attackSteps"]):
        g = gradientOf([p + d for p, d in zip(leaves, deviations)], x, target)
        deviations = [d + o["stepSize"] * e for d, e in zip(deviations, g)]
        scale = jnp.minimum(1, o["radius"] / norm(deviations))
        deviations = [scale * d for d in deviations]
    return at(leaves, deviations, x, target)


def attack(leaves, x, target, key, o):
    """Deviations after gradient ascent on the task loss, of the first restart."""
    draws, _ = normals(random.fold_in(key, 0), leaves)
    level, steps = o["mismatchLevel"], o["attackSteps"]

    def project(d, p):
        if o.get("projection", "box") == "box":
            return jnp.clip(d, -level * jnp.abs(p), level * jnp.abs(p))
        return d * jnp.minimum(1, level * norm([p]) / jnp.maximum(norm([d]), 1e-30))

    deviations = [project(o["initialStd"] * jnp.abs(p) * r, p) for p, r in zip(leaves, draws)]
    for _ in range(steps):
        g = gradientOf([p + d for p, d in zip(leaves, deviations)], x, target)
        if o.get("direction", "sign") == "sign":
            step = [level / steps * jnp.abs(p) * jnp.sign(e) for p, e in zip(leaves, g)]
        else:
            step = [level / steps * norm([p]) * e / norm([e]) for p, e in zip(leaves, g)]
        deviations = [project(d + s, p) for d, s, p in zip(deviations, step, leaves)]
    return deviations


def inputAttack(leaves, x, target, key, radius, steps):
    deviation = (radius * random.uniform(key, x.shape, jnp.float32, -1, 1)).astype(x.dtype)
    for _ in range(steps):
        g = jax.grad(taskLoss, argnums=1)(leaves, x + deviation, target)
        deviation = jnp.clip(deviation + radius / steps * jnp.sign(g), -radius, radius)
    return x + deviation


def awp(leaves, x, target, key, o):
    if "inputRadius" in o:
        x = inputAttack(leaves, x, target, random.fold_in(key, int.from_bytes(b"inpu")), o["inputRadius"], o["inputSteps"])
    return at(leaves, [o["gamma"] * d for d in attack(leaves, x, target, key, o)], x, target)


def abcd(leaves, x, target, key, o):
    keys = random.split(key, len(leaves))
    masks = [random.bernoulli(own, jnp.float32(0.5), p.shape).astype(p.dtype) for own, p in zip(keys, leaves)]
    g = gradientOf(leaves, x, target)
    up = [m * o["mismatchLevel"] * jnp.abs(p) * jnp.sign(d) for m, p, d in zip(masks, leaves, g)]
    loss, gradients = at(leaves, up, x, target)
    return loss, [(1 - m) * d for m, d in zip(masks, gradients)]


def entropySgd(leaves, x, target, key, o):
    moved, mean = leaves, leaves
    for _ in range(o["langevinSteps"]):
        g = gradientOf(moved, x, target)
        draws, key = normals(key, leaves)
        drift = [d - o["scope"] * (p - m) for d, p, m in zip(g, leaves, moved)]
        moved = [
            m - o["langevinRate"] * d + np.sqrt(o["langevinRate"]) * o["thermalNoise"] * r for m, d, r in zip(moved, drift, draws)
        ]
        mean = [(1 - o["averaging"]) * a + o["averaging"] * m for a, m in zip(mean, moved)]
    return taskLoss(leaves, x, target), [o["scope"] * (p - a) for p, a in zip(leaves, mean)]


METHODS = [
    ("standard", standard, {}),
    ("forwardNoise", forwardNoise, {"noisyForwardStd": 0.3}),
    ("sam", sam, {"radius": 0.05}),
    ("sam, far", sam, {"radius": 2.0}),
    ("asam", asam, {"radius": 0.5, "eta": 0.01}),
    ("amp, one step", amp, {"radius": 0.005, "attackSteps": 1, "stepSize": 1.0}),
    ("amp, inside the ball", amp, {"radius": 50.0, "attackSteps": 3, "stepSize": 0.5}),
    ("awp", awp, {"mismatchLevel": 0.2, "gamma": 0.1, "attackSteps": 10, "initialStd": 0.001}),
    ("awp, all of the deviation", awp, {"mismatchLevel": 0.1, "gamma": 1.0, "attackSteps": 10, "initialStd": 0.001}),
    ("awp, clipped noise", awp, {"mismatchLevel": 0.2, "gamma": 1.0, "attackSteps": 2, "initialStd": 0.3}),
    (
        "awp, as by Wu et al.",
        awp,
        {"mismatchLevel": 0.05, "gamma": 1.0, "attackSteps": 1, "initialStd": 0.0, "direction": "gradient", "projection": "ball"},
    ),
    (
        "awp, balls",
        awp,
        {"mismatchLevel": 0.3, "gamma": 1.0, "attackSteps": 4, "initialStd": 0.1, "direction": "gradient", "projection": "ball"},
    ),
    (
        "awp, inputs too",
        awp,
        {"mismatchLevel": 0.1, "gamma": 1.0, "attackSteps": 3, "initialStd": 0.001, "inputRadius": 0.2, "inputSteps": 4},
    ),
    ("abcd", abcd, {"mismatchLevel": 0.1}),
    (
        "entropySgd",
        entropySgd,
        {"langevinSteps": 10, "langevinRate": 0.1, "thermalNoise": 0.0001, "scope": 0.01, "averaging": 0.75},
    ),
    (
        "entropySgd, hot",
        entropySgd,
        {"langevinSteps": 3, "langevinRate": 0.5, "thermalNoise": 0.1, "scope": 0.3, "averaging": 0.25},
    ),
]


def run(method, options, dtype):
    leaves = [jnp.asarray(p, dtype) for p in PARAMETERS]
    loss, gradients = method(leaves, jnp.asarray(INPUTS, dtype), jnp.asarray(TARGET), random.PRNGKey(SEED), options)
    return np.asarray(loss), [np.asarray(g) for g in gradients]


cases = []
for name, method, options in METHODS:
    loss, gradients = run(method, options, jnp.float32)
    with jax.enable_x64(True):
        exactLoss, exact = run(method, options, jnp.float64)
    sensitivity = [np.max(np.abs(g - e)) for g, e in zip(gradients, exact)]
    # A sign that differs would move a parameter by a share of its size, far more than rounding does.
    assert max(sensitivity) < 2e-6, (name, sensitivity)
    assert abs(loss - exactLoss) < 2e-6, name
    cases.append(
        {
            "name": name, "method": method.__name__, "options": options, "seed": SEED,
            "loss": number(np.float64(exactLoss)), "gradients": [numbers(e) for e in exact],
            "sensitivity": [number(np.float64(s)) for s in sensitivity],
        }
    )
write(cases, paths=PATHS, parameters=[array(p) for p in PARAMETERS], inputs=array(INPUTS), target=array(TARGET))
