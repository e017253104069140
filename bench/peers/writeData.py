"""Writes the tutorial's data, initial weights and the noise of the first three steps as raw little-endian float32.

usage: writeData.py FOLDER

The noise is JAX's, from key 0, for peers whose own random numbers differ: per step, forward noise of each weight, then the
attack's initial noise of each weight.
"""

import sys
from pathlib import Path

import jax
import numpy as np
from jax import random

from tutorialData import SETTINGS, WORKLOAD, tutorial_data

jax.config.update("jax_threefry_partitionable", SETTINGS["partitionable"])


def first_noise(shapes, steps):
    draws = []
    key = random.PRNGKey(0)
    for _ in range(steps):
        key, step_key = random.split(key)
        for _ in ("forward noise", "initial noise of the attack"):
            for shape in shapes:
                step_key, leaf_key = random.split(step_key)
                draws.append(np.asarray(random.normal(leaf_key, shape)).ravel())
    return np.concatenate(draws)


def main(folder):
    inputs, targets, weights = tutorial_data()
    noise = first_noise([w.shape for w in weights], len(WORKLOAD["firstLosses"]["adversarial"]))
    arrays = {"inputs": inputs, "targets": targets, "weight0": weights[0], "weight1": weights[1], "noise": noise}
    folder.mkdir(parents=True, exist_ok=True)
    for name, array in arrays.items():
        array.astype("<f4").tofile(folder / f"{name}.f32")


main(Path(sys.argv[1]))
