"""The adversarial training tutorial's data, network and training at its real size (2000-8-2, 100 time steps), with Rockpool.

Shared by trajectory.py and mismatchEvaluation.py. Everything comes from NumPy's seed 0 and PRNGKey(0).
"""

from copy import deepcopy

import jax
import jax.numpy as jnp
import numpy as np
from jax import random
from jax.example_libraries.optimizers import adam
from jax.tree_util import Partial

import goldenFile  # noqa: F401  (sets JAX up)
from rockpool.nn.combinators import Sequential
from rockpool.nn.modules import InstantJax, LinearJax
from rockpool.training import jax_loss
from rockpool.training.adversarial_jax import adversarial_loss

CLASSES, TIME, INPUTS, HIDDEN, OUTPUTS = 3, 100, 2000, 8, 2
COPIES = 100
ATTACK = {"noisy_forward_std": 0.1, "initial_std": 0.001, "mismatch_level": 0.025, "beta_robustness": 0.25, "attack_steps": 10}


def setLayout(layout):
    jax.config.update("jax_threefry_partitionable", layout == "partitionable")
    jax.clear_caches()


def makeData():
    """Seeds NumPy; inputs [class, time, channel] and targets, float64. The network must be made directly after."""
    np.random.seed(0)
    inputs = np.random.randn(CLASSES, TIME, INPUTS) + 1.0
    phase = np.random.rand(CLASSES, 1, OUTPUTS) * 2 * np.pi
    omega = np.random.rand(CLASSES, 1, OUTPUTS) * TIME / 50
    seconds = np.atleast_2d(np.arange(TIME) / TIME).T
    return inputs, np.sin(2 * np.pi * omega * seconds + phase)


def makeNetwork():
    return Sequential(LinearJax((INPUTS, HIDDEN)), InstantJax(HIDDEN, jnp.tanh), LinearJax((HIDDEN, OUTPUTS)))


def taskLoss(parameters, net, x, target):
    output, _, _ = net.reset_state().set_attributes(parameters)(x)
    return jax_loss.mse(output, target)


def train(net, inputs, targets, steps, robust):
    """Yields, for each step, (loss, parameters before the update, parameters after it)."""
    key = random.PRNGKey(0)
    init, update, getParameters = adam(1e-4)
    state = init(deepcopy(net.parameters()))
    update = jax.jit(update)
    gradient = jax.value_and_grad(adversarial_loss) if robust else jax.jit(jax.value_and_grad(taskLoss))
    mse = Partial(jax_loss.mse)
    for step in range(steps):
        sample = step // COPIES % CLASSES
        x, target = inputs[sample], targets[sample]
        before = getParameters(state)
        key, sub = random.split(key)
        if robust:
            loss, grads = gradient(before, net, x, target, mse, mse, sub, *ATTACK.values())
        else:
            loss, grads = gradient(before, net, x, target)
        state = update(step, grads, state)
        yield loss, before, getParameters(state)
