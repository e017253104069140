"""Golden values of a crossbar's converters from aihwkit's `AnalogMVM`, without noise.

A case has `{ "row": whether inputs are scaled by row, "managed": whether bounds are managed, "outputBound", "input", "weight", "output": array }`; weights are
`[inputs, outputs]` with the largest size 1, and bounds are managed for one row, as aihwkit halves all rows of a batch.
"""

import numpy as np
import torch
from aihwkit.simulator.parameters.enums import BoundManagementType, NoiseManagementType
from aihwkit.simulator.parameters.io import IOParameters
from aihwkit.simulator.tiles.analog_mvm import AnalogMVM

from goldenFile import array, generator, write


def case(name, rows, row, managed, bound):
    random = generator(name)
    weight = random.uniform(-1, 1, (9, 5))
    weight = np.asarray(weight / np.abs(weight).max(), np.float32)
    x = np.asarray(random.normal(size=(rows, 9)), np.float32)
    io = IOParameters(
        out_noise=0.0,
        out_bound=bound,
        noise_management=NoiseManagementType.ABS_MAX if row else NoiseManagementType.NONE,
        bound_management=BoundManagementType.ITERATIVE if managed else BoundManagementType.NONE,
    )
    y = AnalogMVM.matmul(torch.tensor(weight.T.copy()), torch.tensor(x), io)
    return {
        "name": name, "row": row, "managed": managed, "outputBound": bound,
        "input": array(x), "weight": array(weight), "output": array(np.asarray(y.numpy(), np.float32)),
    }


if __name__ == "__main__":
    write([
        case("scaled by row", 6, True, False, 12.0),
        case("constant scale, inputs clip", 6, False, False, 12.0),
        case("outputs clip", 6, True, False, 1.0),
        case("managed bounds", 1, True, True, 0.5),
    ], packages=("torch", "aihwkit", "numpy"))
