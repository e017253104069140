"""Golden values of neurons with an adaptive threshold: the equations of the supplement of arXiv 2106.05009, written down in JAX with a
custom gradient of its spikes (dampening .3). Format and tolerances: see rockpoolModules.py.
"""

import jax
import jax.numpy as jnp
import numpy as np

from goldenFile import generator, write
from rockpoolModules import TIME, f32, moduleCase

NAMES = ["adaptation", "tauAdaptation", "tauMembrane", "threshold", "weightRecurrent"]
STATE = ["adapted", "membrane", "refractory", "spikes"]
RECORDING = ["adapted", "membrane", "spikes", "threshold"]
MARGIN = 1e-4


@jax.custom_vjp
def heaviside(scaled):
    return (scaled > 0).astype(jnp.float32)


heaviside.defvjp(
    lambda scaled: (heaviside(scaled), scaled),
    lambda scaled, cotangent: (cotangent * 0.3 * jnp.maximum(1 - jnp.abs(scaled), 0),),
)


class Neurons:
    def __init__(self, neurons, dt, refractorySteps):
        self.dt, self.refractorySteps = dt, refractorySteps
        self.weightRecurrent = jnp.zeros((neurons, neurons))
        for name in STATE:
            setattr(self, name, jnp.zeros(neurons))

    def __call__(self, x, record):
        decayB, decayV = jnp.exp(-self.dt / self.tauAdaptation), jnp.exp(-self.dt / self.tauMembrane)

        def step(state, current):
            b, v, wait, z = state
            r = z / (1000 * self.dt)
            b = decayB * b + (1 - decayB) * r
            B = self.threshold + self.adaptation * b
            v = decayV * v + (1 - decayV) * (current + r @ self.weightRecurrent) - z * B
            z = jnp.where(wait > 0, 0, heaviside((v - B) / B))
            wait = jax.lax.stop_gradient(jnp.where(z > 0, self.refractorySteps - 1, jnp.maximum(wait - 1, 0)))
            return (b, v, wait, z), (b, v, z, B)

        last, trace = jax.lax.scan(step, tuple(getattr(self, name) for name in STATE), x)
        return trace[2], dict(zip(STATE, last)), dict(zip(RECORDING, trace))


class Unfit(Exception):
    pass


def check(parameters, calls):
    for call in calls:
        r = call["recording"]
        if np.abs(np.asarray(r["membrane"] / r["threshold"]) - 1).min() < MARGIN:
            raise Unfit
    if sum(np.sum(call["output"]) for call in calls) < 8:
        raise Unfit


def alifCase(name, neurons, recurrent=True, batch=None, shapes=(), dt=1e-3, refractorySteps=1):
    for attempt in range(50):
        rng = generator(f"alif/{name} {attempt}")
        inside = lambda low, high: f32(rng.uniform(low, high, () if shapes == "scalars" else (neurons,)))
        parameters = {
            "adaptation": inside(0.5, 2), "tauAdaptation": inside(0.05, 0.3), "tauMembrane": inside(0.004, 0.02), "threshold": inside(0.02, 0.05),
        }
        if recurrent:
            parameters["weightRecurrent"] = f32(rng.normal(size=(neurons, neurons)) / 10)
        leading = (TIME,) if batch is None else (batch, TIME)
        inputs = [f32(rng.normal(0.2, 0.4, leading + (neurons,))) for _ in range(2)]
        names = {
            "parameters": {each: each for each in NAMES}, "state": {each: each for each in STATE},
            "recording": {each: each for each in RECORDING}, "batches": False,
        }
        options = {"neurons": neurons, "recurrent": recurrent, "dt": dt, "refractorySteps": refractorySteps}
        try:
            return moduleCase(name, options, lambda: Neurons(neurons, dt, refractorySteps), names, parameters, inputs, batch, None, check)
        except Unfit:
            continue
    raise AssertionError(f"{name}: no draw is fit")


write([
    alifCase("feed-forward", 4, recurrent=False),
    alifCase("recurrent", 4),
    alifCase("refractory", 4, refractorySteps=3),
    alifCase("a batch", 3, batch=2, refractorySteps=2),
    alifCase("shared scalars", 4, shapes="scalars"),
    alifCase("another time step", 4, dt=2e-3),
])
