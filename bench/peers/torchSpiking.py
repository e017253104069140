"""The recurrent spiking network in eager PyTorch: a loop over time, autograd, Rockpool's surrogate."""

import numpy as np
import torch

from spikingData import initial_parameters, spiking_data

DT, WINDOW = 1e-3, 0.5


class Spike(torch.autograd.Function):
    """⌊v / θ⌋ where v ≥ θ; the derivative by v is 1 / θ and that by θ is -v / θ², above θ - WINDOW."""

    @staticmethod
    def forward(ctx, v, threshold):
        ctx.save_for_backward(v, threshold)
        return (v >= threshold) * torch.floor(v / threshold)

    @staticmethod
    def backward(ctx, cotangent):
        v, threshold = ctx.saved_tensors
        inside = cotangent * (v >= threshold - WINDOW)
        return inside / threshold, -(inside * v / threshold**2).sum(0)


def network(p, inputs):
    batch, time, _ = inputs.shape
    received = (inputs @ p["weightIn"]).unbind(1)
    alpha, beta = torch.exp(-DT / p["tauMembrane"]), torch.exp(-DT / p["tauSynapse"][:, 0])
    current = membrane = spikes = torch.zeros(batch, len(p["bias"]))
    out = []
    for now in received:
        current = (current + now + spikes @ p["weightRecurrent"]) * beta
        potential = membrane * alpha + current + p["bias"]
        spikes = Spike.apply(potential, p["threshold"])
        membrane = potential - spikes * p["threshold"]
        out.append(spikes)
    return torch.stack(out, 1) @ p["weightOut"]


class SpikingTrainer:
    def __init__(self, workload):
        self.parameters = {
            name: torch.tensor(value, requires_grad=True) for name, value in initial_parameters(workload).items()
        }
        self.inputs, self.target = map(torch.tensor, spiking_data(workload))

    def loss_and_gradient(self):
        for p in self.parameters.values():
            p.grad = None
        loss = torch.mean((network(self.parameters, self.inputs) - self.target) ** 2)
        loss.backward()
        return loss.item()

    def check(self):
        loss = self.loss_and_gradient()
        return [loss, *(np.linalg.norm(p.grad.numpy().ravel()) for p in self.parameters.values())]

    def reset(self):
        pass

    def run(self, steps):
        return [self.loss_and_gradient() for _ in range(steps)]
