"""Expert JAX: the same mathematics as one jitted program, `lax.scan` over the training steps, no Python in between."""

import sys

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax, random
from jax.example_libraries.optimizers import adam

from jaxCnn import CnnTrainer
from protocol import serve
from tutorialData import SETTINGS, class_of_step, tutorial_data

jax.config.update("jax_threefry_partitionable", SETTINGS["partitionable"])

INPUTS, TARGETS, WEIGHTS = jax.tree.map(lambda a: jnp.asarray(a, jnp.float32), tutorial_data())
INIT, UPDATE, PARAMETERS = adam(SETTINGS["learningRate"])


def mse(a, b):
    return jnp.mean((a - b) ** 2)


def network(weights, inputs):
    return jnp.tanh(inputs @ weights[0]) @ weights[1]


def draw_normal(key, weights):
    draws = []
    for weight in weights:
        key, leaf_key = random.split(key)
        draws.append(random.normal(leaf_key, weight.shape))
    return key, draws


def perturb(weights, scale, noise):
    return [w + jnp.abs(w) * scale * n for w, n in zip(weights, noise)]


def attack(weights, inputs, clean, noise):
    attacked = perturb(weights, SETTINGS["initialStd"], noise)
    step_sizes = [SETTINGS["mismatchLevel"] * jnp.abs(w) / SETTINGS["attackSteps"] for w in weights]
    gradient = jax.grad(lambda trial: mse(clean, network(trial, inputs)))
    for _ in range(SETTINGS["attackSteps"]):
        attacked = [a + s * jnp.sign(g) for a, s, g in zip(attacked, step_sizes, gradient(attacked))]
    return attacked


def adversarial_loss(weights, inputs, target, key):
    key, noise = draw_normal(key, weights)
    shift = [lax.stop_gradient(jnp.abs(w) * SETTINGS["noisyForwardStd"] * n) for w, n in zip(weights, noise)]
    task = mse(target, network([w + d for w, d in zip(weights, shift)], inputs))
    clean = network(weights, inputs)
    _, noise = draw_normal(key, weights)
    attacked = attack(weights, inputs, clean, noise)
    return task + SETTINGS["betaRobustness"] * mse(clean, network(attacked, inputs))


def plain_loss(weights, inputs, target, _key):
    return mse(network(weights, inputs), target)


LOSSES = {"adversarial": adversarial_loss, "plain": plain_loss}


def make_step(workload):
    loss = LOSSES[workload]

    def step(carry, index):
        count, state, key = carry
        step_key = None
        if workload == "adversarial":
            key, step_key = random.split(key)
        value, gradients = jax.value_and_grad(loss)(PARAMETERS(state), INPUTS[index], TARGETS[index], step_key)
        return (count + 1, UPDATE(count, gradients, state), key), value

    return step


def initial_carry():
    return jnp.int32(0), INIT(WEIGHTS), random.PRNGKey(0)


class Trainer:
    def __init__(self, workload):
        step = make_step(workload)
        self.program = jax.jit(lambda carry, indices: lax.scan(step, carry, indices))

    def reset(self):
        self.carry = initial_carry()

    def run(self, steps):
        self.carry, losses = self.program(self.carry, class_of_step(np.arange(steps, dtype=np.int32)))
        return np.asarray(losses)


@jax.jit
def table_row(weights, key, level):
    """Test loss of every mismatch sample at one level: [mismatchSamples]."""
    order = np.repeat(np.arange(SETTINGS["classes"]), SETTINGS["testRepeats"])

    def one_sample(key, _):
        key, noise = draw_normal(key, weights)
        chip = perturb(weights, level, noise)
        losses = lax.map(lambda index: mse(network(chip, INPUTS[index]), TARGETS[index]), order)
        return key, jnp.mean(losses)

    return lax.scan(one_sample, key, length=SETTINGS["mismatchSamples"])[1]


def robustness_table():
    """Mean and standard deviation by level, for the initial weights and for their halves (two different networks)."""
    rows = []
    key = random.PRNGKey(0)
    for level in SETTINGS["levels"]:
        row = [table_row([w * scale for w in WEIGHTS], key, level) for scale in (1.0, 0.5)]
        rows.append([[float(jnp.mean(losses)), float(jnp.std(losses))] for losses in row])
        key, _ = random.split(key)
    return rows


class Peer:
    def trainer(self, workload):
        return CnnTrainer() if workload == "cnn" else Trainer(workload)

    def versions(self):
        return {"jax": jax.__version__, "numpy": np.__version__, "python": sys.version.split()[0]}

    def compile(self, workload):
        jax.jit(make_step(workload)).lower(initial_carry(), jnp.int32(0)).compile()

    def table(self):
        return robustness_table()


serve(Peer())
