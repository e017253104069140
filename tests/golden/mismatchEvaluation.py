"""Golden values of the tutorial's robustness evaluation, original (not partitionable) layout.

A case is { "name", "op": "evaluateMismatch", "layout", "params": { "network", "level", "samples", "key" }, "losses", "mean", "std" }: key is the evaluation
key's two words at this level (the same for all networks; PRNGKey(0) at the first, then the first half of its split), losses has the mean loss
over the test set of every sample; std is the population's. The test set is the three classes, each as often. Networks: "initial" is the network before
training (from NumPy's seed alone); "robust" and "standard" have 49 updates, which is what the tutorial would return after 50 steps. The robust one's
training amplifies rounding (see trajectory.py), so that its losses here are less certain than those of the other two.
"""

import jax
import numpy as np
from goldenFile import number, numbers, write
from jax import random
from tutorial import makeData, makeNetwork, setLayout, taskLoss, train

LEVELS, SAMPLES, COPIES = (0.0, 0.1, 0.3, 0.6), 5, 50


def evaluate(net, parameters, inputs, targets, level, key):
    leaves, treedef = jax.tree.flatten(parameters)
    lossOf = jax.jit(taskLoss)
    losses = []
    for _ in range(SAMPLES):
        noisy = []
        for p in leaves:
            key, sub = random.split(key)
            noisy.append(p + jax.numpy.abs(p) * level * random.normal(sub, p.shape))
        perClass = [lossOf(treedef.unflatten(noisy), net, x, y) for x, y in zip(inputs, targets)]
        losses.append(np.mean(np.repeat(np.array(perClass, np.float32), COPIES)))
    return losses


if __name__ == "__main__":
    setLayout("original")
    inputs, targets = makeData()
    net = makeNetwork()
    networks = {"initial": {n: {k: np.float32(v) for k, v in p.items()} for n, p in net.parameters().items()}}
    for name, robust in (("robust", True), ("standard", False)):
        *_, (_, networks[name], _) = train(net, inputs, targets, 50, robust)
    cases, key = [], random.PRNGKey(0)
    for level in LEVELS:
        for name, parameters in networks.items():
            losses = evaluate(net, parameters, inputs, targets, level, key)
            cases.append({
                "name": f"{name} {level}", "op": "evaluateMismatch", "layout": "original",
                "params": {"network": name, "level": level, "samples": SAMPLES, "key": numbers(key)},
                "losses": [number(x) for x in losses], "mean": number(np.mean(losses)), "std": number(np.std(losses)),
            })
        key, _ = random.split(key)
    write(cases)
