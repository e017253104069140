"""The training step of the convolutional network in JAX, one jitted step per call."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from cnnData import SETTINGS, images, initial_layers, labels

BATCH = SETTINGS["batch"]


def block(x, weight, bias):
    y = lax.conv_general_dilated(x, weight, (1, 1), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC")) + bias
    return lax.reduce_window(jax.nn.relu(y), -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")


def network(layers, x):
    x = block(block(x, *layers[0]), *layers[1]).reshape(len(x), -1)
    for weight, bias in layers[2:-1]:
        x = jax.nn.relu(x @ weight + bias)
    weight, bias = layers[-1]
    return x @ weight + bias


def loss(layers, x, y):
    return -jnp.mean(jax.nn.log_softmax(network(layers, x))[jnp.arange(len(y)), y])


@jax.jit
def step(layers, x, y):
    value, gradients = jax.value_and_grad(loss)(layers, x, y)
    return jax.tree.map(lambda w, g: w - SETTINGS["learningRate"] * g, layers, gradients), value


class CnnTrainer:
    def __init__(self):
        self.batches = [
            (jnp.asarray(x), jnp.asarray(y))
            for x, y in zip(np.split(images(), len(labels()) // BATCH), np.split(labels(), len(labels()) // BATCH))
        ]

    def reset(self):
        self.layers = jax.tree.map(jnp.asarray, initial_layers())

    def run(self, steps):
        losses = []
        for index in range(steps):
            self.layers, value = step(self.layers, *self.batches[index % len(self.batches)])
            losses.append(float(value))
        return np.array(losses)
