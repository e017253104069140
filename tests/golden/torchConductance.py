"""Golden values of weights on conductances from aihwkit: mappings, device models at times after programming, drift compensation.

aihwkit's normal draws are replaced by those that Limpet's chip has (JAX's, from the key of the chip folded with the hash of `stage.effect.device/path`), so
that a case is the whole way of a weight matrix onto a chip:
`{ "model", "options": how Limpet makes the stage, "time": seconds, "weight": array, "deployed": array }`. Mapping cases are
`{ "mapping", "options", "weight", "conductances": [array], "back": array }`; compensation cases
`{ "scope", "reference": array, "drifted": array, "factor": array }`, with weights `[inputs, outputs]`.

Tolerances. Draws differ from JAX's by an ulp or so, and each of some twenty operations rounds; the tests take 16 units in the last place of the largest
weight. Where noise is multiplied by logarithms near a clip of a fit, errors do not grow.
"""

import jax
import numpy as np
import torch
from aihwkit.inference.compensation.drift import GlobalDriftCompensation, PerColumnDriftCompensation
from aihwkit.inference.converter.conductance import (
    NPairConductanceConverter, SingleDeviceConductanceConverter, SinglePairConductanceConverter,
)
from aihwkit.inference.noise import custom, hermes, pcm, reram

from goldenFile import array, generator, write

MINUTE, HOUR, DAY, YEAR = 60.0, 3600.0, 86400.0, 31536000.0


def f32(x):
    return np.asarray(x, np.float32)


def weights(name, shape=(4, 5)):
    """Of all sizes, with zeros and the largest ones of both signs."""
    rng = generator(name)
    w = rng.normal(size=shape) * rng.choice([0.01, 0.2, 1], size=shape)
    w.flat[0], w.flat[3], w.flat[7] = 0, -np.abs(w).max() * 1.1, np.abs(w).max() * 1.1
    return f32(w)


def hashText(text):
    value = 0x811C9DC5
    for byte in text.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def draw(stage, effect, device, shape):
    chip = jax.random.fold_in(jax.random.PRNGKey(0), 0)
    key = jax.random.fold_in(chip, np.uint32(hashText(f"{stage}.{effect}.{device}/weight")))
    return torch.tensor(np.array(jax.random.normal(key, shape)))


class Draws:
    """Stands for `randn_like` in aihwkit's modules, and gives what was put in, in order."""

    def __init__(self):
        self.next = []
        for module in (pcm, hermes, reram, custom):
            module.randn_like = lambda like: self.next.pop(0).reshape(like.shape)

    def use(self, *tensors):
        self.next = list(tensors)


draws = Draws()


def deployed(name, stage, model, time, options={}, mapAgain=False, reads=("read",)):
    w = weights(name)
    converter = model.g_converter
    targets, params = converter.convert_to_conductances(torch.tensor(w))
    targets = targets if isinstance(targets, list) else [targets]
    of = lambda effect, device: draw(stage, effect, device, w.shape)
    programmed, coefficients = [], []
    for device, target in enumerate(targets):
        draws.use(of("programming", device))
        programmed.append(model.apply_programming_noise_to_conductance(target.clone()))
        draws.use(of("drift", device))
        coefficients.append(model.generate_drift_coefficients(target.clone()))
    if mapAgain:
        programmed, params = converter.convert_to_conductances(converter.convert_back_to_weights(programmed, params))
    read = []
    for device, conductance in enumerate(programmed):
        draws.use(*[of(effect, device) for effect in reads])
        read.append(model.apply_drift_noise_to_conductance(conductance, coefficients[device], time))
        assert not draws.next or time == 0, name
    back = converter.convert_back_to_weights(read if len(read) > 1 or stage != "reramCmo" else read[0], params)
    return {
        "name": name, "model": stage, "options": options, "time": time,
        "weight": array(w), "deployed": array(f32(back.numpy())),
    }


def drifting(stage, make, times, options={}, **rest):
    label = " ".join(f"{k} {v}" for k, v in options.items())
    return [deployed(f"{stage} {label} at {time:g} s", stage, make(), time, options, **rest) for time in times]


def mapping(name, kind, converter, options, shape=(4, 5)):
    w = weights(name, shape)
    conductances, params = converter.convert_to_conductances(torch.tensor(w))
    conductances = conductances if isinstance(conductances, list) else [conductances]
    back = converter.convert_back_to_weights(conductances if kind != "singleDevice" else conductances[0], params)
    return {
        "name": "mapping/" + name, "mapping": kind, "options": options, "weight": array(w),
        "conductances": [array(f32(g.numpy())) for g in conductances], "back": array(f32(back.numpy())),
    }


def compensation(name, scope, make):
    rng = generator(name)
    reference = f32(rng.normal(size=(6, 4)))
    drifted = f32(reference * rng.uniform(0.3, 0.9, (6, 4)))
    method = make()
    readout = lambda w: method.readout(method.get_readout_tensor(6) @ torch.tensor(w))
    factor = f32((readout(reference) / readout(drifted)).numpy())
    return {"name": "compensation/" + name, "scope": scope, "reference": array(reference), "drifted": array(drifted), "factor": array(factor)}


TABLE = {"g_lst": [0.0, 5.0, 12.0, 25.0], "nu_mean_lst": [0.1, 0.06, 0.03, 0.05], "nu_std_lst": [0.03, 0.02, 0.005, 0.01]}

with torch.no_grad():
    write([
        *drifting("phaseChangeMemory", pcm.PCMLikeNoiseModel, [25.0, HOUR, YEAR]),
        *drifting("phaseChangeMemory", lambda: pcm.PCMLikeNoiseModel(g_max=40.0), [DAY], {"gMax": 40}),
        *drifting("phaseChangeMemory", lambda: pcm.PCMLikeNoiseModel(prog_noise_scale=0.5, drift_scale=2.0, read_noise_scale=0.25), [DAY],
                  {"programmingScale": 0.5, "driftScale": 2, "readScale": 0.25}),
        *drifting("phaseChangeMemory", pcm.PCMLikeNoiseModel, [30 * DAY], {"mapAgain": True}, mapAgain=True),
        *drifting("phaseChangeMemory", lambda: pcm.PCMLikeNoiseModel(g_converter=NPairConductanceConverter([1.0, 3.0])), [HOUR], {"factors": [1, 3]}),
        *drifting("phaseChangeMemory", lambda: pcm.CustomDriftPCMLikeNoiseModel(TABLE), [DAY], {"table": 1}),
        *drifting("hermes", lambda: hermes.HermesNoiseModel(num_devices=1), [25.0, YEAR], {"devices": 1}),
        *drifting("hermes", lambda: hermes.HermesNoiseModel(num_devices=2), [25.0, YEAR], {"devices": 2}),
        *drifting("stateIndependent", custom.StateIndependentNoiseModel, [HOUR, YEAR]),
        *drifting("reramWan", lambda: reram.ReRamWan2022NoiseModel(g_max=40.0), [1.0, DAY, 2 * DAY], reads=("programming",)),
        *drifting("reramCmo", lambda: reram.ReRamCMONoiseModel(acceptance_range=2), [1.0, DAY], {"acceptancePercent": 2}, reads=("drift", "read")),
        *drifting("reramCmo", lambda: reram.ReRamCMONoiseModel(acceptance_range=0.2), [0.0, YEAR], {"acceptancePercent": 0.2}, reads=("drift", "read")),
        mapping("single pair", "singlePair", SinglePairConductanceConverter(), {}),
        mapping("single pair from 5 to 20", "singlePair", SinglePairConductanceConverter(20.0, 5.0), {"gMaxMicroSiemens": 20, "gMinMicroSiemens": 5}),
        mapping("two pairs", "devicePairs", NPairConductanceConverter([1.0, 4.0], 20.0, 2.0), {"gMaxMicroSiemens": 20, "gMinMicroSiemens": 2, "factors": [1, 4]}),
        mapping("three pairs", "devicePairs", NPairConductanceConverter([0.5, 1.0, 3.0]), {"factors": [0.5, 1, 3]}),
        mapping("single device", "singleDevice", SingleDeviceConductanceConverter(), {}),
        compensation("global", "tensor", GlobalDriftCompensation),
        compensation("per column", "output", PerColumnDriftCompensation),
    ], packages=("torch", "aihwkit", "jax", "numpy"))
