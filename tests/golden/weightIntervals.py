"""Bounds of the outputs of dense networks whose weights and biases lie in intervals, by auto_LiRPA (a050a3d, with PyTorch 2.15.0),
which are not in requirements.txt: PyTorch is large. Put both on PYTHONPATH to make the file again.

For each case: `parameters` by layer ([inputs, outputs] as Limpet has them), `input`, the `ends` relative to each parameter's size
(`level`) or `absolute`, the activation between layers, and auto_LiRPA's bounds by interval bound propagation (`ibp`) and by
backward linear relaxation (`crown`).
"""

import json
import os

import numpy as np
import torch
from auto_LiRPA import BoundedModule, BoundedParameter, PerturbationLpNorm

torch.manual_seed(0)
HERE = os.path.dirname(os.path.abspath(__file__))


class Box(PerturbationLpNorm):
    """Ends of weights; the backward relaxation wants a batch axis before theirs."""

    def get_input_bounds(self, x, A):
        return self.x_L[None], self.x_U[None], None, None


class Dense(torch.nn.Module):
    def __init__(self, sizes, activation, reach):
        super().__init__()
        self.activation = activation
        self.layers = torch.nn.ModuleList(
            torch.nn.Linear(sizes[i], sizes[i + 1]) for i in range(len(sizes) - 1)
        )
        self.ends = []
        for layer in self.layers:
            for name in ["weight", "bias"]:
                value = getattr(layer, name).data
                size = reach(value)
                ends = Box(norm=np.inf, eps=0.0, x_L=value - size, x_U=value + size)
                setattr(layer, name, BoundedParameter(value, ends))

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = self.activation(layer(x))
        return self.layers[-1](x)


def numbers(x):
    return [float(str(np.float32(e))) for e in np.asarray(x.detach(), dtype=np.float32).ravel()]


def array(x):
    return {"shape": list(x.shape), "data": numbers(x)}


CASES = [
    ("relu, relative .01", [20, 24, 16, 5], "relu", 0.01, None),
    ("relu, relative .1", [20, 24, 16, 5], "relu", 0.1, None),
    ("tanh, relative .1", [20, 24, 16, 5], "tanh", 0.1, None),
    ("relu, absolute .02", [20, 24, 16, 5], "relu", None, 0.02),
    ("tanh, absolute .1", [20, 24, 16, 5], "tanh", None, 0.1),
    ("linear, relative .3", [300, 8], "relu", 0.3, None),
]

cases = []
for name, sizes, activation, level, absolute in CASES:
    def reach(value):
        return value.abs() * level if absolute is None else torch.full_like(value, absolute)

    net = Dense(sizes, {"relu": torch.relu, "tanh": torch.tanh}[activation], reach)
    x = torch.randn(6, sizes[0])
    case = {
        "name": name,
        "activation": activation,
        "level": level,
        "absolute": absolute,
        "input": array(x),
        "parameters": [
            {"weight": array(layer.weight.data.T), "bias": array(layer.bias.data)} for layer in net.layers
        ],
    }
    for method in ["IBP", "CROWN"]:
        # One example at a time: auto_LiRPA's relaxation of intervals of weights takes no batch.
        rows = [
            BoundedModule(net, row[None], bound_opts={"sparse_intermediate_bounds": False}).compute_bounds(
                x=(row[None],), method=method
            )
            for row in x
        ]
        lower, upper = (torch.cat([row[end] for row in rows]) for end in range(2))
        assert bool((lower <= net(x)).all() and (net(x) <= upper).all())
        case[method.lower()] = {"lower": array(lower), "upper": array(upper)}
        print(name, method, (upper - lower).mean().item())
    cases.append(case)

with open(os.path.join(HERE, "weightIntervals.json"), "w") as file:
    json.dump({"madeWith": {"auto_LiRPA": "a050a3d", "torch": torch.__version__.split("+")[0]}, "cases": cases}, file)
    file.write("\n")
