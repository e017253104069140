"""Golden values of weight modifiers, clipping and remapping without draws, from the C++ tiles of aihwkit.

A case has `{ "op", "params": of Limpet's function, "input": array, "output": array }`, weights `[inputs, outputs]`; that of `remapWeights` has `"scales": array` too.
"""

import numpy as np
import torch
from aihwkit.simulator.configs import InferenceRPUConfig
from aihwkit.simulator.parameters.enums import WeightClipType, WeightModifierType, WeightRemapType
from aihwkit.simulator.parameters.inference import WeightClipParameter, WeightModifierParameter, WeightRemapParameter
from aihwkit.simulator.parameters.io import IOParameters
from aihwkit.simulator.tiles import InferenceTile

from goldenFile import array, generator, write

INPUTS, OUTPUTS = 7, 4


def weights(name):
    return np.asarray(generator(name).normal(size=(INPUTS, OUTPUTS)) * 0.4, np.float32)


def tileOf(weight, **parts):
    config = InferenceRPUConfig(forward=IOParameters(is_perfect=True), **parts)
    config.mapping.weight_scaling_omega = 0.0
    tile = InferenceTile(OUTPUTS, INPUTS, config)
    tile.set_weights(torch.tensor(weight.T.copy()))
    return tile


def read(tile, training=False):
    """The weights as a product with the identity sees them."""
    y = tile.tile.forward(torch.eye(INPUTS), False, False, False, not training, False)
    return np.asarray(y.numpy(), np.float32)


def case(name, op, params, training=False, **parts):
    weight = weights(name)
    tile = tileOf(weight, **parts)
    tile.post_update_step()
    rest = {"scales": array(np.asarray(tile.get_scales().numpy(), np.float32))} if op == "remapWeights" else {}
    return {"name": name, "op": op, "params": params, "input": array(weight), "output": array(read(tile, training)), **rest}


def modified(name, op, params, **parameters):
    modifier = WeightModifierParameter(rel_to_actual_wmax=True, **parameters)
    return case(name, op, params, training=True, modifier=modifier)


def clipped(name, params, **parameters):
    return case(name, "weightClipping", params, clip=WeightClipParameter(**parameters))


def remapped(name, params, kind):
    return case(name, "remapWeights", params, remap=WeightRemapParameter(type=kind))


if __name__ == "__main__":
    write([
        modified("doReFa, 5 bits", "doReFa", {"bits": 5}, type=WeightModifierType.DOREFA, res=1 / 15),
        modified("doReFa, 8 bits to 0.9", "doReFa", {"bits": 8, "clip": 0.9}, type=WeightModifierType.DOREFA, res=1 / 127, dorefa_clip=0.9),
        modified("discretised, 4 bits", "uniformQuantisation", {"bits": 4}, type=WeightModifierType.DISCRETIZE, res=1 / 7),
        clipped("clipped to a size", {"largest": 0.3}, type=WeightClipType.FIXED_VALUE, fixed_value=0.3),
        clipped("clipped to deviations", {"standardDeviations": 1.5}, type=WeightClipType.LAYER_GAUSSIAN, sigma=1.5, fixed_value=-1.0),
        clipped("clipped to the mean of outputs", {"meanOfOutputs": True}, type=WeightClipType.AVERAGE_CHANNEL_MAX, fixed_value=-1.0),
        remapped("remapped together", "tensor", WeightRemapType.LAYERWISE_SYMMETRIC),
        remapped("remapped by output", "output", WeightRemapType.CHANNELWISE_SYMMETRIC),
    ], packages=("torch", "aihwkit", "numpy"))
