"""What the golden scripts of Rockpool's modules share: runs a module over two calls and differentiates.

A case is

    {
      "name", "options": how Limpet makes the module, "batch": number or null,
      "parameters": { name: array }, "key": [word, word] or null: the random key that the first call's state has,
      "start": { name: array }: the state before the first call; only where it is not at rest,
      "calls": [ { "input": array, "output": array, "state": { name: array }, "recording": { name: array } }, ... two ],
      "cotangents": [ { "output": array, "recording": { name: array } }, ... ],
      "gradients": { "parameters": { name: array }, "inputs": [array, ...], "start": { name: array } where there is one }
    }

with Limpet's names. The second call starts from the state after the first one. The gradients are those of the sum over both calls
of cotangents times output and recordings, so they go through the carried state. Rockpool keeps the state of the
first batch element only; so a batch is run one element after the other.

Tolerances. Each time step rounds about eight times (half a unit in the last place each, of numbers of the size of the largest), in
another order in XLA, which also contracts a·b + c; errors decay with the state, but recurrent weights can carry them on. With 2 · 12
steps that is below 2 · 12 · 8 · .5 = 96 units in the last place of the largest number of an array, and the tests take
this. Gradients by parameters are sums over all steps of such numbers; the tests take the same number, in units of
the sum of their magnitudes, which is not known here, so of the largest gradient. Spikes jump: the scripts assert that no membrane
potential is near a threshold, or near the window of the surrogate, and the tests expect equal spikes.
"""

import jax
import jax.numpy as jnp
import numpy as np

from goldenFile import array, generator

TIME = 12


def f32(x):
    return np.asarray(x, np.float32)


def namedArrays(record):
    return {name: array(f32(x)) for name, x in sorted(record.items())}


def runTwice(make, names, parameters, inputs, key, start):
    """Outputs, states and recordings of two calls; `names` maps Rockpool's names of parameters, state and recording."""
    module = make()
    for name, value in start.items():
        setattr(module, names["state"][name], value)
    for name, value in parameters.items():
        setattr(module, names["parameters"][name], value)
    if key is not None:
        module.rng_key = key
    calls = []
    for x in inputs:
        output, state, recording = module(x, record=True)
        if key is not None:
            module.rng_key = state["rng_key"]
        for name in names["state"].values():
            setattr(module, name, state[name])
        calls.append({
            "output": output[0] if output.ndim == 3 else output,
            "state": {limpet: state[name] for limpet, name in names["state"].items()},
            "recording": {limpet: (recording[name][0] if names.get("batches", True) else recording[name]) for limpet, name in names["recording"].items()},
            **({"key": state["rng_key"]} if key is not None else {}),
        })
    return calls


def moduleCase(name, options, make, names, parameters, inputs, batch=None, key=None, check=None, start=None):
    """`inputs`: two arrays `[time, channels]`, with a batch before where `batch` is a number, as in `start`."""
    parameters = {k: f32(v) for k, v in parameters.items()}
    elements = [[f32(x) for x in inputs]] if batch is None else [[f32(x[b]) for x in inputs] for b in range(batch)]
    join = (lambda xs: xs[0]) if batch is None else (lambda xs: jnp.stack(xs))

    given = start or {}
    starts = [{k: f32(v) if batch is None else f32(v[b]) for k, v in given.items()} for b in range(batch or 1)]

    def run(parameters, elements, starts):
        runs = [runTwice(make, names, parameters, each, key, own) for each, own in zip(elements, starts)]
        return jax.tree.map(lambda *xs: join(xs), *runs)

    calls = run(parameters, elements, starts)
    if check is not None:
        check(parameters, calls)
    rng = generator(name + "/cotangent")
    draw = lambda x: f32(np.round(rng.normal(size=np.shape(x)), 2))
    cotangents = [{"output": draw(c["output"]), "recording": {k: draw(v) for k, v in sorted(c["recording"].items())}} for c in calls]

    def loss(parameters, elements, starts):
        total = 0.0
        for call, cotangent in zip(run(parameters, elements, starts), cotangents):
            total += jnp.sum(call["output"] * cotangent["output"])
            for k, c in cotangent["recording"].items():
                total += jnp.sum(call["recording"][k] * c)
        return total

    byParameters, byElements, byStarts = jax.grad(loss, (0, 1, 2))(parameters, elements, starts)
    rows = [join([each[i] for each in elements]) for i in range(2)]
    gradients = [join([each[i] for each in byElements]) for i in range(2)]
    return {
        "name": name, "options": options, "batch": batch,
        "parameters": namedArrays(parameters), "key": None if key is None else array(np.asarray(key)),
        **({"start": namedArrays(given)} if given else {}),
        "calls": [
            {"input": array(rows[i]), "output": array(f32(c["output"])), "state": namedArrays(c["state"]),
             "recording": namedArrays(c["recording"]), **({"key": array(np.asarray(c["key"]))} if key is not None else {})}
            for i, c in enumerate(calls)
        ],
        "cotangents": [{"output": array(c["output"]), "recording": namedArrays(c["recording"])} for c in cotangents],
        "gradients": {"parameters": namedArrays(byParameters), "inputs": [array(g) for g in gradients],
                      **({"start": namedArrays({k: join([own[k] for own in byStarts]) for k in given})} if given else {})},
    }
