"""Golden values of a small convolutional network: logits, loss and gradients of JAX.

One case, "network": inputs [images [3, 9, 8, 2], labels], params by layer (kernel HWIO, bias; dense weight, bias), outputs [logits],
gradients of the mean cross entropy by each parameter, in the order of the inputs: conv 3x3 to 4 channels, relu, max-pool 2; conv 2x2,
2 groups, to 6 channels with SAME padding, relu, average-pool 2 of stride 1; flatten; dense to 5.
"""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from goldenFile import arrays, generator, write

SHAPES = {"weight1": (3, 3, 2, 4), "bias1": (4,), "weight2": (2, 2, 2, 6), "bias2": (6,), "weight3": (2 * 2 * 6, 5), "bias3": (5,)}
LABELS = np.array([1, 4, 0], np.int32)


def convolve(x, w, **options):
    return lax.conv_general_dilated(x, w, (1, 1), dimension_numbers=("NHWC", "HWIO", "NHWC"), precision="highest", **options)


def network(p, x):
    y = jax.nn.relu(convolve(x, p["weight1"], padding="VALID") + p["bias1"])
    y = lax.reduce_window(y, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")
    y = jax.nn.relu(convolve(y, p["weight2"], padding="SAME", feature_group_count=2) + p["bias2"])
    y = lax.reduce_window(y, 0.0, lax.add, (1, 2, 2, 1), (1, 1, 1, 1), "VALID") / 4
    return jnp.matmul(y.reshape(3, -1), p["weight3"], precision="highest") + p["bias3"]


def loss(p, x):
    return -jnp.mean(jax.nn.log_softmax(network(p, x))[jnp.arange(3), LABELS])


parameters = {name: (0.5 * generator(name).normal(size=shape)).astype(np.float32) for name, shape in SHAPES.items()}
images = generator("images").normal(size=(3, 9, 8, 2)).astype(np.float32)
gradients = jax.grad(loss)(parameters, images)
write([{
    "name": "network",
    "inputs": arrays([images, LABELS]),
    "params": dict(zip(SHAPES, arrays([parameters[name] for name in SHAPES]))),
    "outputs": arrays([network(parameters, images), loss(parameters, images)]),
    "gradients": dict(zip(SHAPES, arrays([gradients[name] for name in SHAPES]))),
}])
