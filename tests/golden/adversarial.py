"""Golden values of the attack on parameters and of the adversarial loss, both layouts of random keys.

A case is { "name", "op": "adversarial", "source", "layout", "params", "modules", "paths", "parameters", "inputs", "target", "attack", "adversarialLoss" }:
  source      "rockpool": Rockpool's own pga_attack and adversarial_loss; "jax": the plain re-implementation in this file,
              which is used where Rockpool 3.1.0 on this JAX loses the biases of a network under attack. The script
              checks that both agree on every network without biases.
  layout      "partitionable" or "original" (jax_threefry_partitionable = False); params.seed makes the key: PRNGKey(seed)
  modules     the network's modules in order: names such as "0_LinearJax" and "1_InstantJax" (tanh)
  paths       the leaves in flattened order (names sorted as strings: 10_ comes before 2_); parameters: an array for each leaf
  inputs      [time, channels] or [batch, time, channels]; target: as the output, or labels (i32), for crossEntropy
  params      seed, taskLoss (mse, crossEntropy), mismatchLoss (mse, klDivergence), noisyForwardStd, initialStd, mismatchLevel, betaRobustness,
              attackSteps (the names of Rockpool, in camelCase)
  attack      pga_attack with the key given to it directly: attacked (the data of each leaf), losses[step], gradients[step][leaf], margin
  adversarialLoss  of the same key, which draws the forward noise first: loss, gradients[leaf], margin (of the attack within), and the two terms,
              taskLoss and mismatchLoss (before beta; always from the re-implementation)

mse and klDivergence are called with (clean output, attacked output); task losses with (target, output). `margin` is the smallest
|gradient| in the attack (where the parameter is not 0), divided by the largest difference of that leaf's gradient from a float64 run: at least 30, so
that the sign of every step is certain. It is null where there is no gradient to speak of (initialStd 0) or no step.
"""

import jax
import jax.numpy as jnp
import numpy as np
from jax import random
from jax.tree_util import Partial

from goldenFile import array, generator, number, numbers, write
from rockpool.nn.combinators import Sequential
from rockpool.nn.modules import InstantJax, LinearJax
from rockpool.training import adversarial_jax

MARGIN = 30


def mse(a, b):
    return jnp.mean((a - b) ** 2)


def klDivergence(a, b):
    difference = jax.nn.log_softmax(a, axis=-1) - jax.nn.log_softmax(b, axis=-1)
    return jnp.mean(jnp.sum(jax.nn.softmax(a, axis=-1) * difference, axis=-1))


def crossEntropy(labels, output):
    oneHot = jax.nn.one_hot(labels, output.shape[-1])
    return -jnp.mean(jnp.sum(oneHot * jax.nn.log_softmax(output, axis=-1), axis=-1))


LOSSES = {"mse": mse, "klDivergence": klDivergence, "crossEntropy": crossEntropy}


# The network and the mathematics, in plain JAX


def forward(parameters, x):
    for i, name in enumerate(sorted(parameters, key=lambda n: int(n.split("_")[0]))):
        x = (jnp.tanh(x) if i else x) @ parameters[name]["weight"] + parameters[name].get("bias", 0)
    return x


def noiseLike(leaves, key):
    draws = []
    for leaf in leaves:
        key, sub = random.split(key)
        draws.append(random.normal(sub, leaf.shape, jnp.float32).astype(leaf.dtype))
    return draws, key


def attack(parameters, x, clean, draws, s, network=forward):
    """Attacked tree, losses and gradients of each step; `draws` is the standard normal start."""
    leaves, treedef = jax.tree.flatten(parameters)
    star = [p + jnp.abs(p) * s["initialStd"] * r for p, r in zip(leaves, draws)]
    stepOf = lambda p: s["mismatchLevel"] * jnp.abs(p) / s["attackSteps"]
    lossOf = lambda star: LOSSES[s["mismatchLoss"]](clean, network(treedef.unflatten(star), x))
    losses, gradients = [], []
    for _ in range(s["attackSteps"]):
        loss, gradient = jax.value_and_grad(lossOf)(star)
        losses.append(loss)
        gradients.append(gradient)
        star = [t + stepOf(p) * jnp.sign(g) for t, p, g in zip(star, leaves, gradient)]
    return treedef.unflatten(star), losses, gradients


def lossTerms(parameters, x, target, key, s, network=forward):
    leaves, treedef = jax.tree.flatten(parameters)
    draws, key = noiseLike(leaves, key)
    noisy = [p + jax.lax.stop_gradient(jnp.abs(p) * s["noisyForwardStd"] * r) for p, r in zip(leaves, draws)]
    task = LOSSES[s["taskLoss"]](target, network(treedef.unflatten(noisy), x))
    clean = network(parameters, x)
    attacked, _, _ = attack(parameters, x, clean, noiseLike(leaves, key)[0], s, network)
    return task, LOSSES[s["mismatchLoss"]](clean, network(attacked, x))


def totalLoss(parameters, x, target, key, s, network=forward):
    task, robust = lossTerms(parameters, x, target, key, s, network)
    return task + s["betaRobustness"] * robust


# Rockpool's


def rockpoolNetwork(parameters):
    names = sorted(parameters, key=lambda n: int(n.split("_")[0]))
    modules = []
    for name in names:
        weight = parameters[name]["weight"]
        modules += [InstantJax(weight.shape[0], jnp.tanh)] if modules else []
        modules.append(LinearJax(weight.shape, weight=weight))
    return Sequential(*modules)


def rockpoolAttack(parameters, x, key, s):
    net = rockpoolNetwork(parameters)
    leaves, treedef = jax.tree.flatten(parameters)
    clean, _, _ = net.set_attributes(parameters).reset_state()(x)
    attacked, verbose = adversarial_jax.pga_attack(
        leaves, net, key, x, clean, treedef, LOSSES[s["mismatchLoss"]], s["attackSteps"], s["mismatchLevel"], s["initialStd"]
    )
    return treedef.unflatten(attacked), verbose["losses"], verbose["grads"]


def rockpoolLoss(parameters, x, target, key, s):
    return jax.value_and_grad(adversarial_jax.adversarial_loss)(
        parameters, rockpoolNetwork(parameters), x, target, Partial(LOSSES[s["taskLoss"]]), Partial(LOSSES[s["mismatchLoss"]]), key,
        s["noisyForwardStd"], s["initialStd"], s["mismatchLevel"], s["betaRobustness"], s["attackSteps"],
    )


# Checks


def agree(a, b, tolerance, what):
    """Same trees of numbers, up to `tolerance` times the largest number of each leaf."""
    for x, y in zip(jax.tree.leaves(a), jax.tree.leaves(b), strict=True):
        x, y = np.asarray(x), np.asarray(y)
        assert np.all(np.abs(x - y) <= tolerance * np.max(np.abs(y), initial=1e-30)), (what, x, y)


def marginOf(parameters, x, key, s, gradients):
    """Smallest |gradient| over the error of its leaf, against the same attack in float64 from the same float32 draws."""
    if not s["attackSteps"] or not s["initialStd"]:
        return None
    draws, _ = noiseLike(jax.tree.leaves(parameters), key)
    with jax.enable_x64(True):
        wide = jax.tree.map(lambda a: jnp.asarray(np.asarray(a), jnp.float64), (parameters, x, draws))
        _, _, exact = attack(wide[0], wide[1], forward(wide[0], wide[1]), wide[2], s)
    margin = np.inf
    for step, reference in zip(gradients, exact, strict=True):
        for leaf, g, g64 in zip(jax.tree.leaves(parameters), step, reference, strict=True):
            moves = np.asarray(leaf) != 0
            error = np.max(np.abs(np.asarray(g, np.float64) - np.asarray(g64)))
            margin = min(margin, np.min(np.abs(np.asarray(g64))[moves], initial=np.inf) / error)
    return float(margin)


# Cases


def makeParameters(name, sizes, bias):
    rng = generator(name)
    parameters = {}
    for i, shape in enumerate(zip(sizes[:-1], sizes[1:])):
        weight = (rng.uniform(-1, 1, shape) * np.sqrt(6 / shape[0])).astype(np.float32)
        if i == 0:
            weight[0, 1], weight[-1, 0] = 0, -0.0
        layer = {"weight": jnp.asarray(weight)}
        if bias:
            values = np.round(rng.uniform(-0.5, 0.5, shape[1]), 3).astype(np.float32)
            values[0] = 0
            layer["bias"] = jnp.asarray(values)
        parameters[f"{2 * i}_LinearJax"] = layer
    return parameters


SMALL, DEEP = (6, 5, 3), (4, 3, 4, 3, 3, 4, 2)
MSE = {"taskLoss": "mse", "mismatchLoss": "mse", "noisyForwardStd": 0.1, "initialStd": 1e-3, "mismatchLevel": 0.025, "betaRobustness": 0.25, "attackSteps": 10}
KL = {**MSE, "mismatchLoss": "klDivergence", "initialStd": 0.1}
# name, sizes, batch (0: none), settings; each with and without biases, in both layouts
SETTINGS = [
    ("tutorial", SMALL, 0, MSE),
    ("no forward noise", SMALL, 0, {**MSE, "noisyForwardStd": 0.0}),
    ("one step", SMALL, 0, {**MSE, "attackSteps": 1, "mismatchLevel": 0.1, "initialStd": 0.1}),
    ("three strong steps", SMALL, 0, {**MSE, "attackSteps": 3, "mismatchLevel": 0.5, "initialStd": 0.1, "betaRobustness": 1.0}),
    ("KL", SMALL, 0, KL),
    ("KL, cross entropy, three steps", SMALL, 0, {**KL, "taskLoss": "crossEntropy", "attackSteps": 3, "mismatchLevel": 0.2, "betaRobustness": 2.0}),
    ("batch", SMALL, 2, {**MSE, "attackSteps": 3, "initialStd": 0.1}),
    ("batch, KL", SMALL, 2, {**KL, "taskLoss": "crossEntropy", "attackSteps": 3}),
    ("deep", DEEP, 0, {**MSE, "attackSteps": 3, "initialStd": 0.1, "mismatchLevel": 0.1}),
    ("dead attack", SMALL, 0, {**MSE, "initialStd": 0.0, "attackSteps": 3}),
    ("no level", SMALL, 0, {**MSE, "mismatchLevel": 0.0, "attackSteps": 3, "initialStd": 0.1}),
    ("no beta", SMALL, 0, {**MSE, "betaRobustness": 0.0, "attackSteps": 1, "initialStd": 0.1}),
]


def ofSetting(layout, name, sizes, batch, settings, bias):
    lead = (batch, 7) if batch else (11,)
    rng = generator(f"{sizes}{batch}")
    x = jnp.asarray((rng.normal(size=(*lead, sizes[0])) + 0.3).astype(np.float32))
    target = rng.normal(size=(*lead, sizes[-1])).astype(np.float32)
    if settings["taskLoss"] == "crossEntropy":
        target = rng.integers(0, sizes[-1], lead).astype(np.int32)
    parameters = makeParameters(f"{sizes}{bias}", sizes, bias)
    paths = [f"{a.key}.{b.key}" for (a, b), _ in jax.tree_util.tree_flatten_with_path(parameters)[0]]
    common = {
        "source": "jax" if bias else "rockpool", "layout": layout,
        "modules": [f"{i}_{'InstantJax' if i % 2 else 'LinearJax'}" for i in range(2 * len(sizes) - 3)],
        "paths": paths, "parameters": [array(p) for p in jax.tree.leaves(parameters)], "inputs": array(x), "target": array(target),
    }
    title = f"{layout}/{name}{', biases' if bias else ''}"
    for seed in range(2000):
        key = random.PRNGKey(seed)
        draws, afterNoise = noiseLike(jax.tree.leaves(parameters), key)
        direct = attack(parameters, x, forward(parameters, x), draws, settings)
        margins = [marginOf(parameters, x, key, settings, direct[2])]
        if margins[0] is not None and margins[0] < MARGIN:
            continue
        inner = attack(parameters, x, forward(parameters, x), noiseLike(jax.tree.leaves(parameters), afterNoise)[0], settings)
        margins.append(marginOf(parameters, x, afterNoise, settings, inner[2]))
        if margins[1] is None or margins[1] >= MARGIN:
            break
    else:
        raise AssertionError(f"no seed with a certain sign: {title}")
    terms = lossTerms(parameters, x, target, key, settings)
    loss, gradients = jax.value_and_grad(totalLoss)(parameters, x, target, key, settings)
    if not bias:
        ours, direct = direct, rockpoolAttack(parameters, x, key, settings)
        agree(ours[0], direct[0], 1e-6, title)
        agree(ours[1:], direct[1:], 1e-3 if settings["initialStd"] == 1e-3 else 3e-5, title)
        ours, (loss, gradients) = (loss, gradients), rockpoolLoss(parameters, x, target, key, settings)
        agree(ours, (loss, gradients), 2e-6, title)
    return {
        "name": title, "op": "adversarial", **common, "params": {"seed": seed, **settings},
        "attack": {
            "attacked": [numbers(a) for a in jax.tree.leaves(direct[0])], "losses": [number(np.float32(l)) for l in direct[1]],
            "gradients": [[numbers(g) for g in step] for step in direct[2]], "margin": margins[0] and round(margins[0]),
        },
        "adversarialLoss": {
            "loss": number(np.float32(loss)), "taskLoss": number(np.float32(terms[0])), "mismatchLoss": number(np.float32(terms[1])),
            "gradients": [numbers(g) for g in jax.tree.leaves(gradients)], "margin": margins[1] and round(margins[1]),
        },
    }


def cases():
    for layout in ("partitionable", "original"):
        jax.config.update("jax_threefry_partitionable", layout == "partitionable")
        jax.clear_caches()
        for name, sizes, batch, settings in SETTINGS:
            for bias in (False, True):
                yield ofSetting(layout, name, sizes, batch, settings, bias)


if __name__ == "__main__":
    write([*cases()])
