"""Golden values of LIF neurons with an after-hyperpolarisation, from Rockpool's aLIFTorch. Format and tolerances: see rockpoolModules.py.

aLIFTorch detaches the state after a call, so gradients are those of one call over both inputs, which the script holds
against two calls; and it keeps the state of the first batch element only, so a batch is run one element after the other.
"""

from importlib.metadata import version

import numpy as np
import torch
from rockpool.nn.modules import aLIFTorch

from goldenFile import array, generator, write
from rockpoolModules import TIME, f32, namedArrays

PARAMETERS = {
    "bias": "bias", "tauHyperpolarisation": "tau_ahp", "tauMembrane": "tau_mem", "tauSynapse": "tau_syn", "threshold": "threshold",
    "weightHyperpolarisation": "w_ahp", "weightRecurrent": "w_rec",
}
STATE = {"hyperpolarisation": "iahp", "membrane": "vmem", "spikes": "spikes", "synapticCurrent": "isyn"}
WINDOW, MARGIN = 0.5, 2e-4


class Unfit(Exception):
    pass


def drawn(name, neurons, synapses, recurrent):
    rng = generator("ahpLif/" + name)
    inside = lambda low, high, shape: f32(rng.uniform(low, high, shape))
    parameters = {
        "bias": inside(-0.05, 0.05, neurons),
        "tauHyperpolarisation": inside(0.005, 0.05, neurons),
        "tauMembrane": inside(0.005, 0.03, neurons),
        "tauSynapse": inside(0.003, 0.02, (neurons, synapses)),
        "threshold": inside(0.6, 1.4, neurons),
        "weightHyperpolarisation": inside(-0.6, -0.1, neurons),
    }
    if recurrent:
        parameters["weightRecurrent"] = f32(rng.normal(-0.1, 0.3, (neurons, neurons * synapses)))
    return parameters


def moduleOf(parameters, neurons, synapses, recurrent, dt):
    return aLIFTorch(
        (neurons * synapses, neurons), has_rec=recurrent, dt=dt,
        **{rockpool: parameters[limpet] for limpet, rockpool in PARAMETERS.items() if limpet in parameters},
    )


def run(module, x, recurrent):
    output, _, record = module(x[None], record=True)
    names = {**STATE, **({"recurrentInput": "irec"} if recurrent else {})}
    state = module.state()
    return output[0], {limpet: state[name] for limpet, name in STATE.items()}, {limpet: record[name][0] for limpet, name in names.items()}


def checkFit(threshold, spikes, membrane):
    """Before its reset a membrane has what it has after it, plus the threshold times the spikes."""
    v = membrane + spikes * threshold
    ratio = v / threshold
    nearest = np.abs(ratio - np.round(ratio))[ratio > 0.5].min(initial=1)
    if min(nearest, np.abs(v - (threshold - WINDOW)).min()) < MARGIN:
        raise Unfit


def elementCase(parameters, inputs, cotangents, make, recurrent):
    """Both calls for one element of a batch, and its gradients."""
    tensors = {name: torch.nn.Parameter(torch.tensor(value)) for name, value in parameters.items()}
    twice = make(tensors)
    calls = [run(twice, torch.tensor(x), recurrent) for x in inputs]
    whole = torch.tensor(np.concatenate(inputs), requires_grad=True)
    module = make(tensors)
    output, _, record = run(module, whole, recurrent)
    for both, parts in ((output, [c[0] for c in calls]), (record["membrane"], [c[2]["membrane"] for c in calls])):
        assert torch.equal(both, torch.cat(parts))
    checkFit(parameters["threshold"], output.detach().numpy(), record["membrane"].detach().numpy())
    loss = sum((output[i * TIME : (i + 1) * TIME] * torch.tensor(c["output"])).sum() for i, c in enumerate(cotangents))
    for i, c in enumerate(cotangents):
        loss = loss + sum((record[k][i * TIME : (i + 1) * TIME] * torch.tensor(each)).sum() for k, each in c["recording"].items())
    own = {limpet: getattr(module, rockpool) for limpet, rockpool in PARAMETERS.items() if limpet in parameters}
    *byParameters, byInput = torch.autograd.grad(loss, [*own.values(), whole])
    return calls, dict(zip(own, byParameters)), [byInput[:TIME], byInput[TIME:]]


def ahpCase(name, *args, **rest):
    """The first draw that spikes, also after a spike, and has no membrane potential near a threshold."""
    for attempt in range(200):
        try:
            return drawnCase(name, f"{name} {attempt}", *args, **rest)
        except Unfit:
            continue
    raise AssertionError(f"{name}: no draw is fit")


def drawnCase(name, seed, neurons, synapses=1, recurrent=False, batch=None, dt=1e-3, size=0.5):
    parameters = drawn(seed, neurons, synapses, recurrent)
    make = lambda tensors: moduleOf(tensors, neurons, synapses, recurrent, dt)
    rng = generator("ahpLif/" + seed + "/input")
    shape = (batch or 1, TIME, neurons * synapses)
    inputs = [f32(rng.exponential(size, shape) * (rng.random(shape) < 0.4)) for _ in range(2)]
    recorded = {"hyperpolarisation": (), "membrane": (), "spikes": (), "synapticCurrent": (synapses,), **({"recurrentInput": (synapses,)} if recurrent else {})}
    draw = lambda *shape: f32(np.round(rng.normal(size=(batch or 1, TIME, neurons, *shape)), 2))
    cotangents = [{"output": draw(), "recording": {k: draw(*rest) for k, rest in sorted(recorded.items())}} for _ in range(2)]
    runs = []
    for b in range(batch or 1):
        own = [{"output": c["output"][b], "recording": {k: x[b] for k, x in c["recording"].items()}} for c in cotangents]
        runs.append(elementCase(parameters, [x[b] for x in inputs], own, make, recurrent))
    plain = lambda x: x.detach().numpy() if isinstance(x, torch.Tensor) else x
    join = lambda xs: f32(np.stack([plain(x) for x in xs])) if batch else f32(plain(xs[0]))
    joined = lambda records: {k: join([r[k] for r in records]) for k in records[0]}
    calls = [{
        "input": array(join(inputs[i])), "output": array(join([r[0][i][0] for r in runs])),
        "state": namedArrays(joined([r[0][i][1] for r in runs])), "recording": namedArrays(joined([r[0][i][2] for r in runs])),
    } for i in range(2)]
    if sum(np.sum(c["output"]["data"]) for c in calls) < 4:
        raise Unfit
    byParameters = {k: sum(plain(r[1][k]) for r in runs) for k in parameters}
    return {
        "name": name, "options": {"neurons": neurons, "synapses": synapses, "recurrent": recurrent, "dt": dt}, "batch": batch,
        "parameters": namedArrays(parameters), "key": None, "calls": calls,
        "cotangents": [{"output": array(join(c["output"])), "recording": namedArrays({k: join(x) for k, x in c["recording"].items()})} for c in cotangents],
        "gradients": {"parameters": namedArrays(byParameters), "inputs": [array(join([r[2][i] for r in runs])) for i in range(2)]},
    }


write([
    ahpCase("feed-forward", 5),
    ahpCase("recurrent", 5, recurrent=True),
    ahpCase("three synapses", 4, synapses=3, size=0.25),
    ahpCase("a batch, recurrent with two synapses", 3, synapses=2, recurrent=True, batch=2, size=0.4),
    ahpCase("another time step", 4, recurrent=True, dt=2e-3),
], torch=version("torch"))
