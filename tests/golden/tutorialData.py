"""The tutorial's data set and initial weights, of several sizes; the weights are those of Rockpool's LinearJax.

A case is { "name", "seed", "numClasses", "sampleLength", "inputChannels", "targetChannels", "hiddenUnits", "inputs": [array, ...],
"targets": [array, ...], "weights": [array, ...] }, an array for each class or layer: { "shape", "first": the first values, "last": the last
ones, "sha256": of all float32, row-major, little-endian }.
"""

import hashlib

import numpy as np

from goldenFile import numbers, write
from rockpool.nn.modules import LinearJax

SHOWN = 4


def summary(x):
    x = np.asarray(x, np.float32)
    return {
        "shape": list(x.shape),
        "first": numbers(x.ravel()[:SHOWN]),
        "last": numbers(x.ravel()[-SHOWN:]),
        "sha256": hashlib.sha256(x.astype("<f4").tobytes()).hexdigest(),
    }


def draw(seed, classes, steps, inputChannels, targetChannels, hidden):
    np.random.seed(seed)
    inputs = np.random.randn(classes, steps, inputChannels) + 1.0
    phase = np.random.rand(classes, 1, targetChannels) * 2 * np.pi
    omega = np.random.rand(classes, 1, targetChannels) * steps / 50
    time = np.atleast_2d(np.arange(steps) / steps).T
    targets = np.sin(2 * np.pi * omega * time + phase)
    layers = [LinearJax((inputChannels, hidden)), LinearJax((hidden, targetChannels))]
    return {
        "name": f"seed {seed}, {classes} classes, {inputChannels}-{hidden}-{targetChannels}, {steps} steps",
        "seed": seed, "numClasses": classes, "sampleLength": steps,
        "inputChannels": inputChannels, "targetChannels": targetChannels, "hiddenUnits": hidden,
        "inputs": [summary(x) for x in inputs],
        "targets": [summary(y) for y in targets],
        "weights": [summary(layer.weight) for layer in layers],
    }


write([draw(0, 3, 100, 2000, 2, 8), draw(7, 2, 101, 5, 3, 4), draw(2**32 - 1, 20, 1000, 33, 4, 16)])
