"""PyTorch, eager, on one thread: training step and evaluation of the convolutional network."""

import sys

import numpy as np
import torch
import torch.nn.functional as F

from cnnData import SETTINGS, images, initial_layers, labels
from protocol import serve
from torchSpiking import SpikingTrainer

torch.set_num_threads(1)
BATCH = SETTINGS["batch"]


def initial_weights():
    """Kernels as OIHW; the first dense weight takes features in the order channels, height, width."""
    weights = []
    for layer, (weight, bias) in enumerate(initial_layers()):
        if weight.ndim == 4:
            weight = weight.transpose(3, 2, 0, 1)
        elif layer == 2:
            weight = weight.reshape(4, 4, SETTINGS["channels"], -1).transpose(3, 2, 0, 1).reshape(weight.shape[1], -1)
        else:
            weight = weight.T
        weights += [torch.tensor(np.ascontiguousarray(weight)), torch.tensor(bias)]
    return weights


def network(p, x):
    x = F.max_pool2d(F.relu(F.conv2d(x, p[0], p[1])), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, p[2], p[3])), 2)
    x = F.relu(F.linear(x.flatten(1), p[4], p[5]))
    x = F.relu(F.linear(x, p[6], p[7]))
    return F.linear(x, p[8], p[9])


class Trainer:
    """Loss, gradient, step of gradient descent, on batches in turn."""

    def __init__(self):
        self.images = torch.tensor(images().transpose(0, 3, 1, 2).copy())
        self.labels = torch.tensor(labels())

    def reset(self):
        self.weights = [w.requires_grad_() for w in initial_weights()]

    def run(self, steps):
        losses = []
        for step in range(steps):
            start = step * BATCH % len(self.labels)
            batch = slice(start, start + BATCH)
            for w in self.weights:
                w.grad = None
            loss = F.cross_entropy(network(self.weights, self.images[batch]), self.labels[batch])
            loss.backward()
            with torch.no_grad():
                for w in self.weights:
                    w -= SETTINGS["learningRate"] * w.grad
            losses.append(loss.item())
        return np.array(losses)


class Evaluation:
    """The mean loss over all images, chip by chip; the first chip is the nominal one. Channels last is the faster layout here."""

    def __init__(self):
        tensor = torch.tensor(images().transpose(0, 3, 1, 2).copy())
        self.images = tensor.to(memory_format=torch.channels_last)
        self.labels = torch.tensor(labels())
        weights = initial_weights()
        self.weights = [w.to(memory_format=torch.channels_last) if w.ndim == 4 else w for w in weights]

    def reset(self):
        torch.manual_seed(0)

    def run(self, steps):
        losses = []
        with torch.no_grad():
            for step in range(steps):
                level = 0.0 if step == 0 else SETTINGS["mismatchLevel"]
                chip = [w + level * w.abs() * torch.randn_like(w) for w in self.weights]
                batches = zip(self.images.split(BATCH), self.labels.split(BATCH))
                losses.append(np.mean([F.cross_entropy(network(chip, x), y).item() for x, y in batches]))
        return np.array(losses)


class Peer:
    def trainer(self, workload):
        own = {"cnn": Trainer, "cnnEvaluation": Evaluation}
        return own[workload]() if workload in own else SpikingTrainer(workload)

    def versions(self):
        return {"torch": torch.__version__, "python": sys.version.split()[0]}


serve(Peer())
