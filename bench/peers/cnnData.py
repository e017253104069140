"""The convolutional network's settings, images and weights; cnnData.mjs is its twin and documents it."""

import json
from pathlib import Path

import numpy as np

from draw import draw

CNN = json.loads((Path(__file__).parent.parent / "cnn.json").read_text())
SETTINGS = CNN["settings"]


def weight_shapes():
    s = SETTINGS
    kernel, channels, hidden = s["kernel"], s["channels"], s["hidden"]
    return [
        (kernel, kernel, 1, channels),
        (kernel, kernel, channels, channels),
        (channels * 16, hidden[0]),
        (hidden[0], hidden[1]),
        (hidden[1], s["classes"]),
    ]


def initial_layers():
    """By layer: weight (HWIO, or [inputs, outputs]) and bias."""
    return [
        (draw(layer + 1, shape, np.sqrt(3 / np.prod(shape[:-1]))), draw(layer + 11, shape[-1:], 0.1))
        for layer, shape in enumerate(weight_shapes())
    ]


def images():
    s = SETTINGS
    return draw(21, (s["images"], s["imageSize"], s["imageSize"], 1), 1.0)


def labels():
    return np.arange(SETTINGS["images"]) % SETTINGS["classes"]
