"""Golden values of what a crossbar does between its converters, from the C++ tiles of aihwkit, with nothing that is drawn.

A case has `{ "options": of `crossbarProduct`, "input", "weight", "output": array }`; weights are `[inputs, outputs]` with the largest size 1. Bounds are managed
row by row. `presets` has those of aihwkit's settings that differ from the defaults.
"""

import numpy as np
import torch
from aihwkit.simulator.configs import InferenceRPUConfig
from aihwkit.simulator.parameters.enums import BoundManagementType, NoiseManagementType
from aihwkit.simulator.parameters.io import IOParameters
from aihwkit.simulator.presets.inference import StandardHWATrainingPreset
from aihwkit.simulator.presets.utils import StandardIOParameters
from aihwkit.simulator.tiles import InferenceTile

from goldenFile import array, generator, write

ROWS, OUTPUTS = 6, 5
EXACT = {"inp_res": -1.0, "out_res": -1.0, "bound_management": BoundManagementType.NONE}


def case(name, inputs, io, options):
    random = generator(name)
    weight = random.uniform(-1, 1, (inputs, OUTPUTS))
    weight = np.asarray(weight / np.abs(weight).max(), np.float32)
    x = np.asarray(random.normal(size=(ROWS, inputs)), np.float32)
    config = InferenceRPUConfig(forward=IOParameters(out_noise=0.0, noise_management=NoiseManagementType.ABS_MAX, **io))
    config.mapping.weight_scaling_omega = 0.0
    tile = InferenceTile(OUTPUTS, inputs, config)
    tile.set_weights(torch.tensor(weight.T.copy()))
    held = tile.tile.get_weights()
    assert np.array_equal(np.asarray(held).reshape(OUTPUTS, inputs), weight.T), "the tile holds other weights"
    y = tile.tile.forward(torch.tensor(x), False, False, False, True, False)
    return {
        "name": name, "options": options,
        "input": array(x), "weight": array(weight), "output": array(np.asarray(y.numpy(), np.float32)),
    }


def preset(io):
    """A preset in the options of `crossbarProduct`."""
    resolution = lambda given: given if given > 1 else 1 / given
    row = io.noise_management == NoiseManagementType.ABS_MAX
    # Halving ends where a step of the inputs would be larger than max_bm_res, or the factor than max_bm_factor.
    most = min(io.max_bm_res * resolution(io.inp_res) / (2 * io.inp_bound), io.max_bm_factor)
    managed = io.bound_management == BoundManagementType.ITERATIVE
    return {
        "inputScale": "row" if row else io.nm_thres,
        "input": {"bound": io.inp_bound, "steps": round(resolution(io.inp_res))},
        "output": {"bound": io.out_bound, "steps": round(resolution(io.out_res))},
        "inputNoise": io.inp_noise, "outputNoise": io.out_noise, "readNoise": io.w_noise, "irDropScale": io.ir_drop,
        "halvings": int(np.floor(np.log2(most))) + 1 if managed else 0,
    }


if __name__ == "__main__":
    training = StandardHWATrainingPreset()
    exact = {"input": {"steps": "inf"}, "output": {"steps": "inf"}}
    write([
        case("drop along wires", 200, {**EXACT, "ir_drop": 20.0}, {**exact, "irDropScale": 20}),
        case("series resistance", 9, {**EXACT, "r_series": 0.05, "v_offset_w_min": 0.0}, {**exact, "seriesResistance": 0.05}),
        case("series resistance of pairs", 9, {**EXACT, "r_series": 0.05, "v_offset_w_min": -1.0},
             {**exact, "seriesResistance": 0.05, "referenceConductance": 1}),
        case("saturation", 9, {**EXACT, "out_nonlinearity": 0.7}, {**exact, "outputNonlinearity": 0.7}),
        case("saturation that is calibrated", 9,
             {**EXACT, "out_nonlinearity": 0.7, "slope_calibration": 0.5, "r_series": 0.02, "v_offset_w_min": 0.0},
             {**exact, "outputNonlinearity": 0.7, "slopeCalibration": 0.5, "seriesResistance": 0.02}),
        case("all of it, through converters, with managed bounds", 200,
             {"out_bound": 2.0, "ir_drop": 5.0, "r_series": 0.02, "v_offset_w_min": -1.0, "out_nonlinearity": 0.2},
             {"output": {"bound": 2}, "halvings": 4, "irDropScale": 5, "seriesResistance": 0.02, "referenceConductance": 1,
              "outputNonlinearity": 0.2}),
    ], packages=("torch", "aihwkit", "numpy"), presets={
        "default": preset(IOParameters()),
        "evaluation": preset(StandardIOParameters()),
        "training": {**preset(training.forward), "tiles": {"inputs": training.mapping.max_input_size},
                     "weightScale": "output" if training.mapping.weight_scaling_columnwise else "tensor"},
    })
