"""Golden values of optax.ctc_loss, mean over the batch, with gradients. Inputs: [logits, labels (filled up with blanks), lengths or
nothing]; `params.blank`. Format: see goldenFile.py.

Tolerance of the tests: a step of the recursion rounds some ten times (log softmax, three exponentials, their sum, a logarithm), of numbers of the size of
the loss; so 5 units in the last place a step, of the loss for values, and of the cotangent for gradients (probabilities times
the relative error of exp(log a - log b), which is the absolute error of the logarithms: of the size of the loss again).
"""

import jax.numpy as jnp
import numpy as np
import optax

from goldenFile import case, generator, write


def ctcCase(name, batch, time, classes, rows, blank=0, lengths=None):
    rng = generator("ctc/" + name)
    logits = (rng.normal(size=(batch, time, classes)) * 2).astype(np.float32)
    width = max(len(row) for row in rows)
    labels = np.array([row + [blank] * (width - len(row)) for row in rows], np.int32)
    inputs = [logits, labels] + ([] if lengths is None else [np.array(lengths, np.int32)])

    def loss(logits, labels, *lengths):
        steps = jnp.arange(time)
        paddings = (steps >= lengths[0][:, None]).astype(jnp.float32) if lengths else jnp.zeros((batch, time))
        return jnp.mean(optax.ctc_loss(logits, paddings, labels, (labels == blank).astype(jnp.float32), blank_id=blank))

    return case(name, "ctcLoss", loss, inputs, {"blank": blank})


write([
    ctcCase("one label", 1, 3, 4, [[2]]),
    ctcCase("equal labels", 1, 6, 3, [[1, 1, 2, 2]]),
    ctcCase("a batch of rows of other lengths", 3, 8, 5, [[1, 2, 3, 4], [4, 4], [2, 3, 2]]),
    ctcCase("another blank", 2, 7, 4, [[0, 1, 2], [1, 0]], blank=3),
    ctcCase("lengths of time", 3, 9, 4, [[1, 2], [3, 3], [2]], lengths=[9, 5, 3]),
    ctcCase("one time step", 1, 1, 3, [[2]]),
])
