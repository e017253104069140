"""Golden values of mismatch from Rockpool: what `mismatch_generator` makes of parameters, and DynapSE's defaults and frozen set.

The cases `deviation/...` are `{ "percentDeviation", "sigmaRule", "parameter": array, "draw": array, "deviated": array }`, where `draw` is
the standard normal draw that Rockpool makes with the key of the only leaf. The case `dynapSe` is `{ "parameters": { name: number }, "frozen": [name] }`
with Rockpool's names.
"""

import jax.numpy as jnp
import numpy as np
from jax import random
from rockpool.devices.dynapse.simulation.dynapsim import DynapSim
from rockpool.devices.dynapse.simulation.mismatch_prototype import frozen_mismatch_prototype
from rockpool.nn.modules import LinearJax
from rockpool.transform.mismatch import mismatch_generator

from goldenFile import array, generator, number, write


def deviation(name, percentDeviation, sigmaRule):
    weight = generator(name).normal(size=(3, 4)).astype(np.float32)
    module = LinearJax((3, 4), weight=jnp.asarray(weight), has_bias=False)
    key = random.PRNGKey(7)
    make = mismatch_generator({"weight": True}, percentDeviation, sigmaRule)
    deviated = np.asarray(make(module, key)["weight"])
    # The draw is what the same call with a deviation of 1 gives to parameters of 1.
    ones = LinearJax((3, 4), weight=jnp.ones((3, 4)), has_bias=False)
    draw = np.asarray(mismatch_generator({"weight": True}, 1.0, 1.0)(ones, key)["weight"], np.float64) - 1
    return {
        "name": "deviation/" + name, "percentDeviation": percentDeviation, "sigmaRule": sigmaRule,
        "parameter": array(weight), "draw": array(draw.astype(np.float32)), "deviated": array(deviated),
    }


def dynapSe():
    neuron = DynapSim((1,))
    frozen = sorted(name for name, chosen in frozen_mismatch_prototype(neuron).items() if chosen)
    values = {name: number(np.float32(np.asarray(getattr(neuron, name)).ravel()[0])) for name in frozen}
    return {"name": "dynapSe", "parameters": values, "frozen": frozen}


write([deviation("defaults", 0.3, 3.0), deviation("one sigma", 0.2, 1.0), deviation("two sigma", 0.5, 2.0), dynapSe()])
