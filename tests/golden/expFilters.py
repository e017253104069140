"""Golden values of exponential synapses and filters, from Rockpool's ExpSynJax and ExpSmoothJax (which takes no batch, and is run
one element after the other). Format and tolerances: see rockpoolModules.py.

ExpSynJax does not return its random key; the script passes on the half that its other modules would.
"""

import jax.numpy as jnp
from jax import random
from rockpool.nn.modules import ExpSynJax
from rockpool.nn.modules.jax.exp_smooth_jax import ExpSmoothJax

from goldenFile import generator, write
from rockpoolModules import TIME, f32, moduleCase


class KeyReturning(ExpSynJax):
    def evolve(self, input_data, *args, **kwargs):
        output, state, recording = super().evolve(input_data, *args, **kwargs)
        return output, {**state, "rng_key": random.split(self.rng_key)[0]}, recording


def drawn(name, channels, shape, batch):
    rng = generator("expFilters/" + name)
    leading = (TIME,) if batch is None else (batch, TIME)
    return {"tau": f32(rng.uniform(0.003, 0.03, shape))}, [f32(rng.normal(size=leading + (channels,))) for _ in range(2)]


def synapseCase(name, channels, shape=None, batch=None, noise=0.0, seed=None, dt=1e-3):
    parameters, inputs = drawn(name, channels, (channels,) if shape is None else shape, batch)
    make = lambda: KeyReturning(channels, tau=parameters["tau"], noise_std=noise, dt=dt, rng_key=random.PRNGKey(0))
    names = {"parameters": {"tau": "tau"}, "state": {"synapticCurrent": "isyn"}, "recording": {}}
    options = {"module": "expSyn", "channels": channels, "noiseStd": noise, "dt": dt}
    return moduleCase(name, options, make, names, parameters, inputs, batch, None if seed is None else random.PRNGKey(seed))


def filterCase(name, channels, shape=(), batch=None, activation=None, dt=1e-3):
    parameters, inputs = drawn(name, channels, shape, batch)
    make = lambda: ExpSmoothJax((channels,), tau=parameters["tau"], dt=dt, **({"activation_fun": jnp.tanh} if activation else {}))
    names = {"parameters": {"tau": "tau"}, "state": {"smoothed": "activation"}, "recording": {"smoothed": "activation"}, "batches": False}
    options = {"module": "expSmooth", "channels": channels, "dt": dt, "tanh": activation is not None}
    return moduleCase(name, options, make, names, parameters, inputs, batch)


write([
    synapseCase("synapses", 3),
    synapseCase("synapses, a batch", 3, batch=2),
    synapseCase("synapses, one time constant", 3, shape=()),
    synapseCase("synapses, noise", 3, noise=2.0, seed=5),
    synapseCase("synapses, another time step", 3, dt=2e-3),
    filterCase("filter", 3),
    filterCase("filter, a batch", 3, batch=2),
    filterCase("filter, tanh", 3, activation="tanh"),
    filterCase("filter, time constant of each channel", 3, shape=(3,)),
])
