"""Golden values of the paper's networks: outputs and gradients of JAX, for parameters that both sides make by the same rule.

The parameter number `index` (in the order of the names below, in each case) of shape `s` is
scale * ((i * 7919 + index * 104729) % 10007 / 10007 - 0.5) for the row-major elements i = 0, 1, ..., in float64, rounded to float32; scale is
sqrt(12 / fan-in) for weights and kernels, fan-in the product of all extents but the last; biases have scale 0.2; batch normalisation has
bias of scale 0.2 and scale 1 + (scale 0.4). Running variances are 1, running means 0.

Cases, inputs f32 and i32 labels:
  "paperCnn": inputs [images [2, 13, 13, 2], labels], outputs [logits]; 3 classes, 4 channels, hidden 6 and 5; gradients of the mean cross
    entropy by each parameter.
  "resNet32": inputs [images [2, 9, 8, 3]], outputs [logits with running means, logits of the batch by itself]; the whole network.
  "lsnn": inputs [currents [2, 25, 3]], 6 neurons, 4 classes, outputs [logits, spikes]; the constants of the authors' code
    in its units (milliseconds).
"""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from goldenFile import arrays, generator, write


class Maker:
    """Makes parameters by the rule above, in the order in which they are asked for."""

    def __init__(self):
        self.index = 0

    def values(self, shape, scale):
        i = np.arange(int(np.prod(shape)), dtype=np.int64)
        unit = (i * 7919 + self.index * 104729) % 10007 / 10007 - 0.5
        self.index += 1
        return (scale * unit).astype(np.float32).reshape(shape)

    def weight(self, *shape):
        return self.values(shape, np.sqrt(12 / np.prod(shape[:-1])))

    def bias(self, n):
        return self.values((n,), 0.2)

    def scale(self, n):
        return np.float32(1) + self.values((n,), 0.4)


def convolve(x, w, padding, stride=1):
    return lax.conv_general_dilated(
        x, w, (stride, stride), padding, dimension_numbers=("NHWC", "HWIO", "NHWC"), precision="highest"
    )


def maxPool(x):
    return lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")


def crossEntropy(logits, labels):
    return -jnp.mean(jax.nn.log_softmax(logits)[jnp.arange(len(labels)), labels])


def paperCnn(p, x):
    x = maxPool(jax.nn.relu(convolve(x, p["k1"], [(2, 1), (2, 1)]) + p["c1"]))
    x = maxPool(jax.nn.relu(convolve(x, p["k2"], "VALID") + p["c2"]))
    x = x.reshape(x.shape[0], -1)
    x = jax.nn.relu(x @ p["w1"] + p["b1"])
    x = jax.nn.relu(x @ p["w2"] + p["b2"])
    return x @ p["w3"] + p["b3"]


def paperCnnCase():
    make = Maker()
    side = (((13 // 2) - 3) // 2) ** 2 * 4
    p = {
        "k1": make.weight(4, 4, 2, 4), "c1": make.bias(4), "k2": make.weight(4, 4, 4, 4), "c2": make.bias(4),
        "w1": make.weight(side, 6), "b1": make.bias(6), "w2": make.weight(6, 5), "b2": make.bias(5), "w3": make.weight(5, 3), "b3": make.bias(3),
    }
    images = generator("paperCnn").normal(size=(2, 13, 13, 2)).astype(np.float32)
    labels = np.array([2, 0], np.int32)
    gradients = jax.grad(lambda p: crossEntropy(paperCnn(p, images), labels))(p)
    return {
        "name": "paperCnn", "inputs": arrays([images, labels]), "outputs": arrays([paperCnn(p, images)]),
        "gradients": arrays(gradients[name] for name in p),
    }


def normalise(x, bias, scale, batch):
    if batch:
        mean, variance = jnp.mean(x, axis=(0, 1, 2)), jnp.var(x, axis=(0, 1, 2))
    else:
        mean, variance = 0.0, 1.0
    return (x - mean) / jnp.sqrt(variance + 1e-5) * scale + bias


def resNet32(x, batch):
    make = Maker()

    def convolutionAndNorm(x, channels, stride):
        kernel = make.weight(3, 3, x.shape[-1], channels)
        y = convolve(x, kernel, [(1, 1), (1, 1)], stride)
        bias, scale = make.bias(channels), make.scale(channels)
        return normalise(y, bias, scale, batch)

    x = jax.nn.relu(convolutionAndNorm(x, 16, 1))
    for channels, first in ((16, 1), (32, 2), (64, 2)):
        for stride in (first, 1, 1, 1, 1):
            y = jax.nn.relu(convolutionAndNorm(x, channels, stride))
            y = convolutionAndNorm(y, channels, 1)
            extra = (channels - x.shape[-1]) // 2
            short = jnp.pad(x[:, ::stride, ::stride], ((0, 0), (0, 0), (0, 0), (extra, extra)))
            x = jax.nn.relu(y + short)
    return jnp.mean(x, axis=(1, 2)) @ make.weight(64, 10) + make.bias(10)


def resNet32Case():
    images = generator("resNet32").normal(size=(2, 9, 8, 3)).astype(np.float32)
    return {
        "name": "resNet32", "inputs": arrays([images]),
        "outputs": arrays([resNet32(images, False), resNet32(images, True)]),
    }


def lsnn(weightIn, weightRecurrent, weightOut, biasOut, x):
    """Equations 3 and 5 of the paper's supplement; time in milliseconds, dt = 1."""
    n = weightRecurrent.shape[0]
    tau, tauAdaptation, beta, threshold0, refractory = 20.0, 98.0, 2.0, 0.01, 2
    rhoV, rhoB = np.float32(np.exp(-1 / tau)), np.float32(np.exp(-1 / tauAdaptation))
    v = b = o = np.zeros((x.shape[0], n), np.float32)
    wait = np.zeros((x.shape[0], n), np.int32)
    spikes = []
    for t in range(x.shape[1]):
        b = rhoB * b + (1 - rhoB) * o
        threshold = threshold0 + beta * b
        v = rhoV * v + (1 - rhoV) * (x[:, t] @ weightIn + o @ weightRecurrent) - o * threshold
        margin = np.abs(v - threshold)
        assert margin.min() > 1e-6, "a spike hangs on rounding: choose another input"
        wait = np.maximum(wait - 1, 0)
        o = ((v > threshold) & (wait == 0)).astype(np.float32)
        wait = np.where(o > 0, refractory, wait)
        spikes.append(o)
    z = np.stack(spikes, axis=1)
    return z.mean(axis=1) @ weightOut + biasOut, z


def lsnnCase():
    make = Maker()
    weightIn = make.weight(3, 6)
    weightRecurrent = make.weight(6, 6)
    weightOut, biasOut = make.weight(6, 4), make.bias(4)
    currents = (0.5 * generator("lsnn").normal(size=(2, 25, 3))).astype(np.float32)
    logits, spikes = lsnn(weightIn, weightRecurrent, weightOut, biasOut, currents)
    assert 0.05 < spikes.mean() < 0.45, spikes.mean()
    return {"name": "lsnn", "inputs": arrays([currents]), "outputs": arrays([np.float32(logits), spikes])}


write([paperCnnCase(), resNet32Case(), lsnnCase()])
