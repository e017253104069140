"""Golden trajectory of the tutorial's training at its real size: the first epoch (300 steps), robust and standard, both layouts.

The data and the first weights come from NumPy's seed 0; `checks` has some of them. A case is { "name", "op": "training", "layout",
"params": { "robust" }, "losses": [the 300 losses], "parameters": [ { "updates", "w1First", "w1Last", "w2" }, ... ] }: rows 0 and 1999 of the first
weight and the whole second one (row-major), after so many updates. The tutorial itself returns the parameters of one update less than it has made.

A robust run amplifies rounding: the attack's first gradient is a difference of nearly equal outputs, so the signs of some of its
elements are rounding noise; each changes the gradient of the loss a little, and Adam's first steps keep only that gradient's sign. So robust cases
also have, for the first 50 steps, `float64`: the losses of the same mathematics in float64 (from the same float32 weights, data and draws), and
`reordered`: eight float32 runs in which only the order of adding the 2000 input channels differs. The distance of `losses`
from those is what a correct implementation may differ by, and `spread` the largest relative distance within the first 1, 3, 10 and 50 steps.
"""

import jax
import jax.numpy as jnp
import numpy as np
from adversarial import MSE, totalLoss
from goldenFile import number, numbers, write
from jax import random
from jax.example_libraries.optimizers import adam
from tutorial import INPUTS, makeData, makeNetwork, setLayout, train

STEPS, OTHER_STEPS = 300, 50
KEPT = (1, 10, 50, 300)


def summary(updates, parameters):
    first, second = (np.asarray(parameters[name]["weight"]) for name in ("0_LinearJax", "2_LinearJax"))
    assert first.dtype == np.float32
    return {"updates": updates, "w1First": numbers(first[0]), "w1Last": numbers(first[-1]), "w2": numbers(second)}


def run(net, inputs, targets, robust):
    losses, kept = [], []
    for step, (loss, _, after) in enumerate(train(net, inputs, targets, STEPS, robust), 1):
        losses.append(np.float32(loss))
        if step in KEPT:
            kept.append(summary(step, after))
    return losses, kept


def otherRun(net, x, target, dtype, orders):
    """Losses, for each order of adding the input channels, of robust training in plain JAX in this dtype."""
    def lossOf(parameters, x, target, key, order):
        def network(parameters, x):
            hidden = jnp.tanh(x[:, order] @ parameters["0_LinearJax"]["weight"][order])
            return hidden @ parameters["2_LinearJax"]["weight"]
        return totalLoss(parameters, x, target, key, MSE, network)

    gradient = jax.jit(jax.value_and_grad(lossOf))
    init, update, getParameters = adam(1e-4)
    start = {name: {"weight": jnp.asarray(np.float32(net.parameters()[name]["weight"]), dtype)} for name in ("0_LinearJax", "2_LinearJax")}
    x, target = jnp.asarray(np.float32(x), dtype), jnp.asarray(np.float32(target), dtype)
    runs = []
    for order in orders:
        key, state, losses = random.PRNGKey(0), init(start), []
        for step in range(OTHER_STEPS):
            key, sub = random.split(key)
            loss, grads = gradient(getParameters(state), x, target, sub, order)
            state = update(step, grads, state)
            losses.append(np.float32(loss))
        runs.append(losses)
    return runs


def otherRuns(net, x, target, losses):
    orders = [np.random.default_rng(seed).permutation(INPUTS) for seed in range(8)]
    reordered = otherRun(net, x, target, jnp.float32, orders)
    with jax.enable_x64(True):
        (exact,) = otherRun(net, x, target, jnp.float64, [np.arange(INPUTS)])
    change = np.abs(np.array([exact, *reordered], np.float64) / np.array(losses[:OTHER_STEPS], np.float64) - 1)
    spread = [float(f"{change[:, :n].max():.1e}") for n in (1, 3, 10, 50)]
    return {"float64": numbers(np.array(exact)), "reordered": [numbers(np.array(run)) for run in reordered], "spread": spread}


if __name__ == "__main__":
    inputs, targets = makeData()
    net = makeNetwork()
    first, second = (np.float32(net.parameters()[name]["weight"]) for name in ("0_LinearJax", "2_LinearJax"))
    checks = {
        "inputs": numbers(np.float32(inputs)[0, 0, :5]), "lastInputs": numbers(np.float32(inputs)[-1, -1, -5:]), "targets": numbers(np.float32(targets)[:, 0]),
        "w1First": numbers(first[0]), "w1Last": numbers(first[-1]), "w2": numbers(second),
    }
    cases = []
    for layout in ("original", "partitionable"):
        setLayout(layout)
        for robust in (True, False):
            losses, kept = run(net, inputs, targets, robust)
            case = {
                "name": f"{layout}/{'robust' if robust else 'standard'}", "op": "training", "layout": layout, "params": {"robust": robust},
                "losses": [number(x) for x in losses], "parameters": kept,
            }
            if robust:
                case.update(otherRuns(net, inputs[0], targets[0], losses))
            cases.append(case)
    write(cases, checks=checks)
