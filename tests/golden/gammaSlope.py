"""Golden derivatives of gamma numbers by their concentration.

Cases: "at quantiles", inputs [concentrations, numbers] (f32, the numbers at the quantiles 1e-4 to 1 - 1e-4 of their distributions),
outputs [derivatives]: -dP/da / dP/dx in float64 for these float32 inputs, P the regularised incomplete gamma function: dP/da by JAX's igamma_grad_a with x64,
held against central differences of mpmath at 40 digits here. "of draws": inputs [key words, concentrations [8], cotangents [25, 8]], outputs
[jax.grad of the sum of cotangents times random.gamma, in float32].
"""

import jax
import jax.numpy as jnp
import mpmath
import numpy as np
from jax import lax, random
from scipy.special import gammaincinv

from goldenFile import arrays, generator, write

CONCENTRATIONS = [0.02, 0.1, 0.5, 0.9, 1.0, 1.1, 2.0, 5.0, 7.9, 8.1, 30.0, 200.0, 1000.0]
LEVELS = [1e-4, 0.01, 0.1, 0.3, 0.5, 0.62, 0.8, 0.95, 0.999, 1 - 1e-4]


def slope(a, x):
    """At 40 digits."""
    mpmath.mp.dps = 40
    a, x, h = mpmath.mpf(float(a)), mpmath.mpf(float(x)), mpmath.mpf(10) ** -12
    P = lambda a: mpmath.gammainc(a, 0, x, regularized=True)
    density = mpmath.exp((a - 1) * mpmath.log(x) - x - mpmath.loggamma(a))
    return float(-(P(a + h) - P(a - h)) / (2 * h) / density)


def quantileCase():
    pairs = [(np.float32(a), np.float32(gammaincinv(a, level))) for a in CONCENTRATIONS for level in LEVELS]
    pairs = [(a, x) for a, x in pairs if x > 1e-30]
    a, x = (np.array(column, np.float32) for column in zip(*pairs))
    exact = np.array([slope(*pair) for pair in pairs])
    with jax.enable_x64(True):
        wide = lax.random_gamma_grad(jnp.asarray(a, jnp.float64), jnp.asarray(x, jnp.float64))
    print("JAX in float64 differs by", np.max(np.abs(np.asarray(wide) / exact - 1)))
    return {"name": "at quantiles", "inputs": arrays([a, x]), "outputs": arrays([np.float32(exact)])}


def drawCase():
    key = random.PRNGKey(21)
    a = np.array([0.3, 0.999, 1, 1.001, 2.5, 9, 40, 300], np.float32)
    cotangents = np.round(generator("gammaSlope").normal(size=(25, 8)), 2).astype(np.float32)
    gradient = jax.grad(lambda a: jnp.sum(random.gamma(key, a, (25, 8)) * cotangents))(a)
    return {"name": "of draws", "inputs": arrays([key, a, cotangents]), "outputs": arrays([gradient])}


write([quantileCase(), drawCase()])
