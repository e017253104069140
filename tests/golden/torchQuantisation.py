"""Golden values of quantisation from Rockpool, its functions of PyTorch tensors among them, and from aihwkit.

`int_quant`, `discretize` and `t_decay` cases have `{ "bits", "input": array, "output": array }`, `{ "states", "input": array, "values": array }` and `{ "dt", "decay": array, "output": array }`. Xylo cases have
`{ "scope", "fuzzy", "parameters": { name: array }, "integers": { name: array } }` with Limpet's names; the inputs avoid what Rockpool
does otherwise: no threshold overflows in a case of scope tensor.
"""

import numpy as np
import torch
from aihwkit.simulator.tiles.utils import UniformQuantize
from rockpool.transform.quantize_methods import channel_quantize, global_quantize
from rockpool.transform.torch_transform import int_quant, t_decay

from goldenFile import array, generator, write

NAMES = {"weight": "weights_in", "weightRecurrent": "weights_rec", "threshold": "threshold", "bias": "bias"}


def f32(x):
    return np.asarray(x, np.float32)


def rounding(name, bits):
    x = f32(generator(name).normal(size=(4, 5)))
    return {"name": name, "bits": bits, "input": array(x), "output": array(int_quant(torch.tensor(x), n_bits=bits).numpy())}


def discretised(name, states):
    """aihwkit's modifier: `states` steps from the least to the largest weight, given as values."""
    x = torch.tensor(f32(generator(name).normal(size=(4, 5))))
    output = UniformQuantize.apply(x, states, x.abs().max(), False)
    return {"name": name, "states": states, "input": array(x.numpy()), "values": array(output.numpy())}


def decay(name, dt):
    tau = generator(name).uniform(0.3, 60, 24) * dt
    alpha = f32(np.exp(-dt / tau))
    return {"name": name, "dt": dt, "decay": array(alpha), "output": array(f32(t_decay(torch.tensor(alpha), dt).numpy()))}


def xylo(name, scope, fuzzy=False, synapses=1, threshold=(0.5, 2), bias=True):
    rng = generator(name)
    neurons, inputs = 4, 3
    parameters = {
        "weight": f32(rng.normal(size=(inputs, neurons, synapses))),
        "weightRecurrent": f32(rng.normal(size=(neurons, neurons, synapses)) * (rng.random((neurons, neurons, synapses)) < 0.7)),
        "threshold": f32(rng.uniform(*threshold, neurons)),
    }
    if bias:
        parameters["bias"] = f32(rng.normal(size=neurons))
    method = global_quantize if scope == "tensor" else channel_quantize
    extra = {"fuzzy_scaling": fuzzy} if scope == "tensor" else {}
    given = {NAMES[key]: np.array(value) for key, value in parameters.items()}
    unused = {key: np.ones(1) for key in ("threshold_out", "dash_mem", "dash_mem_out", "dash_syn", "dash_syn_2", "dash_syn_out")}
    result = method(weights_out=np.ones((neurons, 1)), **given, **unused, **extra)
    integers = {key: array(f32(result[NAMES[key]])) for key in parameters}
    return {"name": name, "scope": scope, "fuzzy": fuzzy, "parameters": {k: array(v) for k, v in parameters.items()}, "integers": integers}


write([
    rounding("int_quant/8 bits", 8),
    rounding("int_quant/3 bits", 3),
    discretised("discretize/254 steps", 254),
    discretised("discretize/14 steps", 14),
    decay("t_decay/1 ms", 1e-3),
    decay("t_decay/5 ms", 5e-3),
    xylo("xylo/global", "tensor"),
    xylo("xylo/global, two synapses", "tensor", synapses=2),
    xylo("xylo/global, fuzzy", "tensor", fuzzy=True),
    xylo("xylo/channel", "output", bias=False),
    xylo("xylo/channel, two synapses", "output", synapses=2, bias=False),
    xylo("xylo/channel, thresholds that overflow", "output", synapses=2, threshold=(100, 2000), bias=False),
], packages=("torch", "rockpool", "aihwkit", "numpy"))
