"""Writes the reference of the spiking networks into spiking.json: loss and norms of the gradients, in float64, by PyTorch."""

import json
from pathlib import Path

import torch

from spikingData import SPIKING
from torchSpiking import SpikingTrainer

torch.set_default_dtype(torch.float64)


def reference(workload):
    trainer = SpikingTrainer(workload)
    trainer.parameters = {
        name: p.detach().double().requires_grad_() for name, p in trainer.parameters.items()
    }
    trainer.inputs, trainer.target = trainer.inputs.double(), trainer.target.double()
    return [float(f"{value:.9g}") for value in trainer.check()]


SPIKING["firstLosses"] = {workload: reference(workload) for workload in SPIKING["settings"]}
(Path(__file__).parent.parent / "spiking.json").write_text(json.dumps(SPIKING, indent=2) + "\n")
