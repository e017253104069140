"""Golden values of rate neurons, from Rockpool's RateJax. Format and tolerances: see rockpoolModules.py."""

from jax import random
from rockpool.nn.modules import RateJax
from rockpool.nn.modules.jax.rate_jax import H_LReLU

from goldenFile import generator, write
from rockpoolModules import TIME, f32, moduleCase

PARAMETERS = {"bias": "bias", "tau": "tau", "threshold": "threshold", "weightRecurrent": "w_rec"}


def rateCase(name, neurons, activation="ReLU", recurrent=False, batch=None, noise=0.0, seed=None, shapes={}, dt=1e-3):
    ours = {"ReLU": "relu", H_LReLU: "rockpoolLeakyRelu"}.get(activation, activation)
    options = {"neurons": neurons, "activation": ours, "recurrent": recurrent, "dt": dt, "noiseStd": noise}
    rng = generator("rate/" + name)
    inside = lambda low, high, key: f32(rng.uniform(low, high, shapes.get(key, (neurons,))))
    parameters = {"bias": inside(-0.3, 0.3, "bias"), "tau": inside(0.004, 0.02, "tau"), "threshold": inside(-0.2, 0.2, "threshold")}
    if recurrent:
        parameters["weightRecurrent"] = f32(rng.normal(size=(neurons, neurons)) / neurons**0.5)
    leading = (TIME,) if batch is None else (batch, TIME)
    inputs = [f32(rng.normal(size=leading + (neurons,)) * 2) for _ in range(2)]
    make = lambda: RateJax(
        neurons, has_rec=recurrent, noise_std=noise, dt=dt, rng_key=random.PRNGKey(0), activation_func=activation,
        tau=parameters["tau"], bias=parameters["bias"], threshold=parameters["threshold"],
        **({"w_rec": parameters["weightRecurrent"]} if recurrent else {}),
    )
    recording = {"x": "x", **({"recurrentInput": "rec_input"} if recurrent else {})}
    names = {"parameters": PARAMETERS, "state": {"x": "x"}, "recording": recording}
    return moduleCase(name, options, make, names, parameters, inputs, batch, None if seed is None else random.PRNGKey(seed))


write([
    rateCase("feed-forward", 4),
    rateCase("recurrent", 4, recurrent=True),
    rateCase("tanh", 4, "tanh", recurrent=True),
    rateCase("sigmoid", 4, "sigmoid", recurrent=True),
    rateCase("sigmoid, feed-forward", 4, "sigmoid"),
    rateCase("leaky relu of Rockpool", 4, H_LReLU, recurrent=True),
    rateCase("a batch", 3, "tanh", recurrent=True, batch=3),
    rateCase("a batch without recurrence", 3, batch=2),
    rateCase("shared scalars", 4, "tanh", recurrent=True, shapes={"bias": (), "tau": (), "threshold": ()}),
    rateCase("noise", 4, recurrent=True, noise=5.0, seed=3),
    rateCase("another time step", 4, recurrent=True, dt=3e-3),
])
