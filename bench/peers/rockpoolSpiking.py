"""Rockpool's LIFJax in a recurrent spiking network: loss and gradient, jitted."""

from importlib.metadata import version

import jax
import jax.numpy as jnp
import numpy as np
from rockpool.nn.combinators import Sequential
from rockpool.nn.modules import LIFJax, LinearJax

from protocol import serve
from spikingData import initial_parameters, spiking_data


def make_network(workload):
    p = {name: jnp.asarray(value) for name, value in initial_parameters(workload).items()}
    inputs, neurons = p["weightIn"].shape
    return Sequential(
        LinearJax((inputs, neurons), weight=p["weightIn"], has_bias=False),
        LIFJax(
            (neurons, neurons), has_rec=True, w_rec=p["weightRecurrent"], bias=p["bias"], threshold=p["threshold"],
            tau_mem=p["tauMembrane"], tau_syn=p["tauSynapse"],
        ),
        LinearJax((neurons, p["weightOut"].shape[1]), weight=p["weightOut"], has_bias=False),
    )


def make_loss_and_gradient(net):
    def loss(parameters, inputs, target):
        output, _, _ = net.set_attributes(parameters).reset_state()(inputs)
        return jnp.mean((output - target) ** 2)

    return jax.jit(jax.value_and_grad(loss))


class Trainer:
    def __init__(self, workload):
        net = make_network(workload)
        self.arguments = (net.parameters(), *map(jnp.asarray, spiking_data(workload)))
        self.loss_and_gradient = make_loss_and_gradient(net)

    def check(self):
        loss, gradients = self.loss_and_gradient(*self.arguments)
        first, neurons, last = gradients.values()
        in_order = [first["weight"], *(neurons[name] for name in ("w_rec", "bias", "tau_mem", "tau_syn", "threshold")), last["weight"]]
        return [loss, *(np.linalg.norm(np.asarray(g, np.float64).ravel()) for g in in_order)]

    def reset(self):
        pass

    def run(self, steps):
        losses = []
        for _ in range(steps):
            loss, gradients = self.loss_and_gradient(*self.arguments)
            jax.block_until_ready(gradients)
            losses.append(float(loss))
        return losses


class Peer:
    trainer = Trainer

    def versions(self):
        return {"rockpool": version("rockpool"), "jax": jax.__version__}

    def compile(self, workload):
        net = make_network(workload)
        make_loss_and_gradient(net).lower(net.parameters(), *spiking_data(workload)).compile()


serve(Peer())
