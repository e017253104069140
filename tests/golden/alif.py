"""Golden values of neurons with an adaptive threshold: the equations of the supplement of arXiv 2106.05009, with the surrogate of Bellec et al.,
arXiv 1803.09574 (dz/dv = .3 max(0, 1 - |v - B| / B) / B). Not the recursion over time that Limpet runs: the equations are linear between
spikes, so each membrane potential and threshold is the sum over all inputs and spikes before it, and a neuron is refractory where one
of its last spikes is recent. Computed in float64 and rounded once. Format and tolerances: see rockpoolModules.py.
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
    return (scaled > 0).astype(scaled.dtype)


heaviside.defvjp(
    lambda scaled: (heaviside(scaled), scaled),
    lambda scaled, cotangent: (cotangent * 0.3 * jnp.maximum(1 - jnp.abs(scaled), 0),),
)


class Neurons:
    """The equations in closed form: every b and v is the sum over what came before, faded by exp(-time since / tau)."""

    def __init__(self, neurons, dt, refractorySteps):
        self.dt, self.refractorySteps = dt, refractorySteps
        self.weightRecurrent = np.zeros((neurons, neurons))
        for name in STATE:
            setattr(self, name, np.zeros(neurons))

    def __call__(self, x, record):
        wide = {name: jnp.asarray(getattr(self, name), jnp.float64) for name in [*NAMES, *STATE]}
        return self.run(wide, jnp.asarray(x, jnp.float64))

    def run(self, own, currents):
        fade = lambda tau, steps: jnp.exp(-steps * self.dt / tau)
        gain = lambda tau: 1 - fade(tau, 1)
        T = len(currents)
        z, b, v, B = [own["spikes"]], [own["adapted"]], [own["membrane"]], [None]
        rate = lambda k: z[k] / (1000 * self.dt)
        drive = lambda k: gain(own["tauMembrane"]) * (currents[k - 1] + rate(k - 1) @ own["weightRecurrent"]) - z[k - 1] * B[k]
        for t in range(1, T + 1):
            b.append(fade(own["tauAdaptation"], t) * b[0] + gain(own["tauAdaptation"]) * sum(fade(own["tauAdaptation"], t - k) * rate(k - 1) for k in range(1, t + 1)))
            B.append(own["threshold"] + own["adaptation"] * b[t])
            v.append(fade(own["tauMembrane"], t) * v[0] + sum(fade(own["tauMembrane"], t - k) * drive(k) for k in range(1, t + 1)))
            recent = sum((z[k] for k in range(max(1, t - self.refractorySteps + 1), t)), jnp.zeros_like(v[t]))
            mayFire = (recent == 0) & (own["refractory"] < t)
            z.append(jnp.where(mayFire, heaviside((v[t] - B[t]) / B[t]), 0))
        waits = [jnp.where(z[k] > 0, self.refractorySteps - 1 - (T - k), 0) for k in range(1, T + 1)]
        wait = jax.lax.stop_gradient(jnp.max(jnp.stack([jnp.maximum(own["refractory"] - T, 0), *waits]), axis=0))
        state = {"adapted": b[T], "membrane": v[T], "refractory": wait, "spikes": z[T]}
        trace = {name: jnp.stack(values[1:]) for name, values in (("adapted", b), ("membrane", v), ("spikes", z), ("threshold", B))}
        return trace["spikes"], state, trace


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
            with jax.enable_x64(True):
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
