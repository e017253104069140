"""Golden values of LIF neurons, from Rockpool's LIFJax. Format and tolerances: see rockpoolModules.py."""

import numpy as np
from jax import random
from rockpool.nn.modules import LIFJax

from goldenFile import generator, write
from rockpoolModules import TIME, f32, moduleCase

PARAMETERS = {"bias": "bias", "tauMembrane": "tau_mem", "tauSynapse": "tau_syn", "threshold": "threshold", "weightRecurrent": "w_rec"}
STATE = {"membrane": "vmem", "spikes": "spikes", "synapticCurrent": "isyn"}
WINDOW, MARGIN = 0.5, 2e-4


def drawn(name, neurons, synapses, recurrent, shapes):
    rng = generator("lif/" + name)
    inside = lambda low, high, shape: f32(rng.uniform(low, high, shape))
    parameters = {
        "bias": inside(-0.05, 0.05, shapes.get("bias", (neurons,))),
        "tauMembrane": inside(0.005, 0.03, shapes.get("tauMembrane", (neurons,))),
        "tauSynapse": inside(0.003, 0.02, shapes.get("tauSynapse", (neurons, synapses))),
        "threshold": inside(0.6, 1.4, shapes.get("threshold", (neurons,))),
    }
    if recurrent:
        parameters["weightRecurrent"] = f32(rng.normal(-0.1, 0.3, (neurons, neurons * synapses)))
    return parameters


def startOf(name, leading, neurons, synapses):
    """A state in the middle of activity."""
    rng = generator("lif/" + name + "/start")
    return {
        "membrane": f32(rng.uniform(-0.5, 0.5, leading + (neurons,))),
        "spikes": f32(rng.integers(0, 3, leading + (neurons,))),
        "synapticCurrent": f32(rng.exponential(0.3, leading + (neurons, synapses))),
    }


def noUnfit(parameters, calls):
    """Before its reset a membrane has what it has after it, plus the threshold times the spikes."""
    threshold = np.asarray(parameters["threshold"])
    for call in calls:
        v = np.asarray(call["recording"]["membrane"]) + np.asarray(call["recording"]["spikes"]) * threshold
        ratio = v / threshold
        nearest = np.abs(ratio - np.round(ratio))[ratio > 0.5].min(initial=1)
        if min(nearest, np.abs(v - (threshold - WINDOW)).min()) < MARGIN:
            raise Unfit


def lifCase(name, *args, **rest):
    """The first draw of parameters and inputs that spikes, not without bounds, and has no membrane potential near a threshold."""
    for attempt in range(50):
        try:
            return {**drawnCase(f"{name} {attempt}", *args, **rest), "name": name}
        except Unfit:
            continue
    raise AssertionError(f"{name}: no draw is fit")


class Unfit(Exception):
    pass


def drawnCase(name, neurons, synapses=1, recurrent=False, batch=None, noise=0.0, maxSpikes=None, seed=None, shapes={}, dt=1e-3, size=0.5, started=False):
    options = {"neurons": neurons, "synapses": synapses, "recurrent": recurrent, "dt": dt, "noiseStd": noise}
    extra = {}
    if maxSpikes is not None:
        options["maxSpikesPerStep"] = maxSpikes
        extra["max_spikes_per_dt"] = maxSpikes
    parameters = drawn(name, neurons, synapses, recurrent, shapes)
    rng = generator("lif/" + name + "/input")
    leading = (TIME,) if batch is None else (batch, TIME)
    inputs = [f32(rng.exponential(size, leading + (neurons * synapses,)) * (rng.random(leading + (neurons * synapses,)) < 0.4)) for _ in range(2)]
    make = lambda: LIFJax(
        (neurons * synapses, neurons), has_rec=recurrent, noise_std=noise, dt=dt, rng_key=random.PRNGKey(0),
        tau_mem=parameters["tauMembrane"], tau_syn=parameters["tauSynapse"], bias=parameters["bias"],
        threshold=parameters["threshold"], **({"w_rec": parameters["weightRecurrent"]} if recurrent else {}), **extra,
    )
    recording = {"membrane": "vmem", "spikes": "spikes", "synapticCurrent": "isyn"}
    if recurrent:
        recording["recurrentInput"] = "irec"
    names = {"parameters": PARAMETERS, "state": STATE, "recording": recording}
    key = None if seed is None else random.PRNGKey(seed)
    start = startOf(name, () if batch is None else (batch,), neurons, synapses) if started else None
    case = moduleCase(name, options, make, names, parameters, inputs, batch, key, noUnfit, start)
    spikes = sum(np.sum(c["output"]["data"]) for c in case["calls"])
    if not 0 < spikes < 1000:
        raise Unfit
    return case


write([
    lifCase("feed-forward", 5),
    lifCase("recurrent", 5, recurrent=True),
    lifCase("three synapses", 4, synapses=3, size=0.25),
    lifCase("recurrent with two synapses", 4, synapses=2, recurrent=True, size=0.3),
    lifCase("a batch", 4, recurrent=True, batch=3),
    lifCase("a batch without recurrence", 3, synapses=2, batch=2),
    lifCase("shared scalars", 5, recurrent=True, shapes={"bias": (), "tauMembrane": (), "tauSynapse": (), "threshold": ()}),
    lifCase("time constants of synapses shared by the neurons", 3, synapses=2, shapes={"tauSynapse": (1, 2)}),
    lifCase("many spikes in a step, limited", 4, recurrent=True, maxSpikes=2.0, size=4.0),
    lifCase("noise", 4, recurrent=True, noise=3.0, seed=7),
    lifCase("another time step", 4, recurrent=True, dt=2e-3),
    lifCase("from a given state", 5, recurrent=True, started=True),
    lifCase("from a given state without recurrence", 4, synapses=2, started=True),
    lifCase("a batch from given states", 3, synapses=2, recurrent=True, batch=2, started=True, size=0.3),
])
