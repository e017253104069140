"""Rockpool as its tutorial uses it: a Python loop over a jitted loss and gradient and a jitted Adam update."""

from importlib.metadata import version
from itertools import count

import jax
import jax.numpy as jnp
import numpy as np
from jax import random
from jax.example_libraries.optimizers import adam
from jax.tree_util import Partial
from rockpool.nn.combinators import Sequential
from rockpool.nn.modules import InstantJax, LinearJax
from rockpool.training import jax_loss
from rockpool.training.adversarial_jax import adversarial_loss

from protocol import serve
from tutorialData import SETTINGS, class_of_step, tutorial_data

jax.config.update("jax_threefry_partitionable", SETTINGS["partitionable"])

INPUTS, TARGETS, WEIGHTS = tutorial_data()


def make_network(scale=1.0):
    first, second = [np.asarray(w, np.float32) * np.float32(scale) for w in WEIGHTS]
    hidden = SETTINGS["hiddenUnits"]
    return Sequential(
        LinearJax(first.shape, weight=first), InstantJax(hidden, jnp.tanh), LinearJax(second.shape, weight=second)
    )


def plain_loss(parameters, net, inputs, target):
    output, _, _ = net.reset_state().set_attributes(parameters)(inputs)
    return jax_loss.mse(output, target)


def loss_and_gradient(workload, net):
    """A function (parameters, inputs, target, key) -> (loss, gradients)."""
    if workload == "plain":
        plain = jax.jit(jax.value_and_grad(plain_loss))
        return lambda parameters, inputs, target, _key: plain(parameters, net, inputs, target)
    adversarial = jax.value_and_grad(adversarial_loss)
    losses = (Partial(jax_loss.mse), Partial(jax_loss.mse))
    names = ("noisyForwardStd", "initialStd", "mismatchLevel", "betaRobustness", "attackSteps")
    settings = [SETTINGS[name] for name in names]
    return lambda parameters, inputs, target, key: adversarial(
        parameters, net, inputs, target, *losses, key, *settings
    )


class Trainer:
    def __init__(self, workload):
        self.net = make_network()
        self.loss_and_gradient = loss_and_gradient(workload, self.net)
        self.init, update, self.parameters = adam(SETTINGS["learningRate"])
        self.update = jax.jit(update)

    def reset(self):
        self.state = self.init(self.net.parameters())
        self.key = random.PRNGKey(0)
        self.counter = count()

    def run(self, steps):
        losses = []
        for step in range(steps):
            sample = class_of_step(step)
            self.key, step_key = random.split(self.key)
            loss, gradients = self.loss_and_gradient(
                self.parameters(self.state), INPUTS[sample], TARGETS[sample], step_key
            )
            self.state = self.update(next(self.counter), gradients, self.state)
            losses.append(loss)
        jax.block_until_ready(self.state)
        return [float(loss) for loss in losses]


def mismatch_losses(net, parameters, level, key):
    """Test loss of every mismatch sample at one level, evaluated eagerly, sample by sample."""
    leaves, tree = jax.tree_util.tree_flatten(parameters)
    order = np.repeat(np.arange(SETTINGS["classes"]), SETTINGS["testRepeats"])
    losses = []
    for _ in range(SETTINGS["mismatchSamples"]):
        chip = []
        for leaf in leaves:
            key, leaf_key = random.split(key)
            chip.append(leaf + jnp.abs(leaf) * level * random.normal(leaf_key, leaf.shape))
        net = net.set_attributes(jax.tree_util.tree_unflatten(tree, chip))
        outputs = (net.reset_state()(INPUTS[sample])[0] for sample in order)
        losses.append(np.mean([jax_loss.mse(out, TARGETS[sample]) for out, sample in zip(outputs, order)]))
    return losses


class Peer:
    trainer = Trainer

    def versions(self):
        return {"rockpool": version("rockpool"), "jax": jax.__version__}

    def compile(self, workload):
        net = make_network()
        jax.block_until_ready(
            loss_and_gradient(workload, net)(net.parameters(), INPUTS[0], TARGETS[0], random.PRNGKey(0))
        )

    def table(self):
        rows = []
        key = random.PRNGKey(0)
        networks = [make_network(scale) for scale in (1.0, 0.5)]
        for level in SETTINGS["levels"]:
            row = [mismatch_losses(net, net.parameters(), level, key) for net in networks]
            rows.append([[float(np.mean(losses)), float(np.std(losses))] for losses in row])
            key, _ = random.split(key)
        return rows


serve(Peer())
