"""The tutorial's data set, initial weights and settings, in NumPy's float64 as the tutorial draws them."""

import json
from pathlib import Path

import numpy as np

WORKLOAD = json.loads((Path(__file__).parent.parent / "workload.json").read_text())
SETTINGS = WORKLOAD["settings"]


def tutorial_data():
    """Inputs [class, time, channel], targets [class, time, channel], [first weight, second weight]; NumPy seed 0."""
    s = SETTINGS
    np.random.seed(0)
    inputs = np.random.randn(s["classes"], s["sampleLength"], s["inputChannels"]) + 1.0
    phase = np.random.rand(s["classes"], 1, s["outputChannels"]) * 2 * np.pi
    omega = np.random.rand(s["classes"], 1, s["outputChannels"]) * s["sampleLength"] / 50
    time = (np.arange(s["sampleLength"]) / s["sampleLength"])[:, None]
    targets = np.sin(2 * np.pi * omega * time + phase)
    sizes = [s["inputChannels"], s["hiddenUnits"], s["outputChannels"]]
    limits = [np.sqrt(6 / size) for size in sizes]
    weights = [
        np.random.uniform(-limit, limit, (fan_in, fan_out))
        for limit, fan_in, fan_out in zip(limits, sizes, sizes[1:])
    ]
    return inputs, targets, weights


def class_of_step(step):
    """Which sample a training step takes: every class `repeats` times in a row, class by class, epoch after epoch."""
    return step // SETTINGS["repeats"] % SETTINGS["classes"]
