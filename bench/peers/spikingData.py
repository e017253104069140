"""The recurrent spiking networks and their data; spikingData.mjs is its twin and documents it."""

import json
from pathlib import Path

import numpy as np

from draw import draw

SPIKING = json.loads((Path(__file__).parent.parent / "spiking.json").read_text())
SETTINGS = SPIKING["settings"]


def initial_parameters(workload):
    s = SETTINGS[workload]
    inputs, neurons, outputs = s["inputs"], s["neurons"], s["outputs"]
    filled = lambda shape, value: np.full(shape, value, np.float32)
    return {
        "weightIn": draw(1, (inputs, neurons), 0.1),
        "weightRecurrent": draw(2, (neurons, neurons), 0.02 / np.sqrt(neurons)),
        "bias": draw(3, (neurons,), 0.01),
        "tauMembrane": filled((neurons,), 0.02),
        "tauSynapse": filled((neurons, 1), 0.01),
        "threshold": filled((neurons,), 1.0),
        "weightOut": draw(4, (neurons, outputs), 0.3),
    }


def spiking_data(workload):
    s = SETTINGS[workload]
    return (
        draw(5, (s["batch"], s["time"], s["inputs"]), 1.0),
        draw(6, (s["batch"], s["time"], s["outputs"]), 1.0),
    )
