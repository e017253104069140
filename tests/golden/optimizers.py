"""Golden trajectories of optimizers (30 steps from fixed gradients) and values of schedules (steps 0 to 60).

The file has `paths` (the leaves of the parameter tree, in flattened order), `start` (an array for each leaf) and `gradients`
(for each step, for each leaf, its data). The gradients do not depend on the parameters; some are zero, tiny or huge.

A case with op "trajectory" is { "name", "op", "library", "params", "trajectory" }; trajectory[step][leaf] is that leaf's data after the step's
update. Library "optax": `params.chain` is a list of { "transform", ...arguments } applied in order (optax.chain); the transforms are optax's
in camelCase, with optax's argument names in camelCase and its defaults where one is absent; a `learningRate` may be a schedule
{ "schedule", ...arguments }. clipByNorm, which optax has not, is optax.clip_by_global_norm on each leaf by itself. Library "jaxExample":
`params` is { "optimizer", ...arguments } of jax.example_libraries.optimizers, whose step index starts at 0.

A case with op "schedule" is { "name", "op", "params": { "schedule", ...arguments }, "values" }: optax's, values[step] for steps 0 to 60.
Nothing was jitted: every operation rounds to float32 by itself.
"""

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax.example_libraries import optimizers as example

from goldenFile import array, generator, number, numbers, write

STEPS = 30


def tree(bias, weight, gain):
    return {"0_LinearJax": {"bias": bias, "weight": weight}, "gain": gain}


def start():
    return tree(jnp.array([0, -0.5, 1.25]), jnp.array([[0.3, -0.7, 0.01], [2.0, -3.0, 0]]), jnp.float32(0.9))


def gradients():
    """30 trees of gradients: sizes change from step to step; the first bias is always 0, one weight starts late, one is always tiny."""
    rng = generator("gradients")
    result = []
    for step in range(STEPS):
        scale = [1, 0.1, 10, 1e-3, 1][step % 5] * (100 if step == 17 else 1)
        bias, weight, gain = (rng.normal(size=s) * scale for s in ((3,), (2, 3), ()))
        bias[0] = 0
        weight[0, 2] = 0 if step < 12 else weight[0, 2]
        weight[1, 1] *= 1e-9
        result.append(tree(*(jnp.asarray(np.float32(g)) for g in (bias, weight, gain))))
    return result


SCHEDULES = {
    "constant": optax.constant_schedule,
    "exponentialDecay": optax.exponential_decay,
    "cosineDecay": optax.cosine_decay_schedule,
    "warmupCosineDecay": optax.warmup_cosine_decay_schedule,
    "warmupExponentialDecay": optax.warmup_exponential_decay_schedule,
    "warmupConstant": optax.warmup_constant_schedule,
    "piecewiseConstant": optax.piecewise_constant_schedule,
    "linear": optax.linear_schedule,
    "polynomial": optax.polynomial_schedule,
}
SCHEDULE_CASES = [
    {"schedule": "constant", "value": 0.1},
    {"schedule": "exponentialDecay", "initValue": 0.5, "transitionSteps": 10, "decayRate": 0.7},
    {"schedule": "exponentialDecay", "initValue": 0.5, "transitionSteps": 10, "decayRate": 0.7, "staircase": True},
    {"schedule": "exponentialDecay", "initValue": 0.5, "transitionSteps": 7, "decayRate": 0.5, "transitionBegin": 15},
    {"schedule": "exponentialDecay", "initValue": 0.5, "transitionSteps": 7, "decayRate": 0.5, "transitionBegin": 15, "staircase": True},
    {"schedule": "exponentialDecay", "initValue": 0.5, "transitionSteps": 10, "decayRate": 0.5, "endValue": 0.1},
    {"schedule": "exponentialDecay", "initValue": 0.01, "transitionSteps": 10, "decayRate": 2.0, "endValue": 0.1},
    {"schedule": "cosineDecay", "initValue": 0.3, "decaySteps": 40},
    {"schedule": "cosineDecay", "initValue": 0.3, "decaySteps": 40, "alpha": 0.1},
    {"schedule": "cosineDecay", "initValue": 0.3, "decaySteps": 50, "alpha": 0.05, "exponent": 2.0},
    {"schedule": "warmupCosineDecay", "initValue": 0.0, "peakValue": 1.0, "warmupSteps": 10, "decaySteps": 50},
    {"schedule": "warmupCosineDecay", "initValue": 0.1, "peakValue": 0.9, "warmupSteps": 15, "decaySteps": 45, "endValue": 0.05},
    {"schedule": "warmupCosineDecay", "initValue": 0.1, "peakValue": 0.9, "warmupSteps": 5, "decaySteps": 45, "endValue": 0.05, "exponent": 1.5},
    {"schedule": "warmupExponentialDecay", "initValue": 0.0, "peakValue": 0.8, "warmupSteps": 10, "transitionSteps": 8, "decayRate": 0.6},
    {"schedule": "warmupExponentialDecay", "initValue": 0.2, "peakValue": 0.8, "warmupSteps": 10, "transitionSteps": 8, "decayRate": 0.6,
     "transitionBegin": 5, "endValue": 0.1, "staircase": True},
    {"schedule": "warmupConstant", "initValue": 0.0, "peakValue": 0.3, "warmupSteps": 20},
    {"schedule": "piecewiseConstant", "initValue": 1.0, "boundariesAndScales": {"10": 0.5, "25": 0.1, "40": 4.0}},
    {"schedule": "linear", "initValue": 1.0, "endValue": 0.1, "transitionSteps": 30},
    {"schedule": "linear", "initValue": 0.1, "endValue": 0.7, "transitionSteps": 30, "transitionBegin": 12},
    {"schedule": "polynomial", "initValue": 1.0, "endValue": 0.1, "power": 2, "transitionSteps": 40},
    {"schedule": "polynomial", "initValue": 1.0, "endValue": 0.1, "power": 0.5, "transitionSteps": 40, "transitionBegin": 7},
]

TRANSFORMS = {
    "sgd": optax.sgd, "adam": optax.adam, "adamw": optax.adamw, "rmsprop": optax.rmsprop, "adagrad": optax.adagrad, "clip": optax.clip,
    "clipByGlobalNorm": optax.clip_by_global_norm, "addDecayedWeights": optax.add_decayed_weights, "scale": optax.scale,
    "scaleByAdam": optax.scale_by_adam, "scaleByLearningRate": optax.scale_by_learning_rate, "trace": optax.trace,
}
COSINE = {"schedule": "cosineDecay", "initValue": 0.3, "decaySteps": 25, "alpha": 0.1}
STAIRS = {"schedule": "piecewiseConstant", "initValue": 0.1, "boundariesAndScales": {"10": 0.5, "20": 0.1}}
WARMUP = {"schedule": "warmupCosineDecay", "initValue": 0.0, "peakValue": 0.05, "warmupSteps": 10, "decaySteps": 30}
sgd = lambda rate=0.1, **rest: {"transform": "sgd", "learningRate": rate, **rest}
adam = lambda rate=0.01, **rest: {"transform": "adam", "learningRate": rate, **rest}
rmsprop = lambda **rest: {"transform": "rmsprop", "learningRate": 0.01, **rest}
CHAINS = {
    "sgd": [sgd()],
    "sgd momentum": [sgd(momentum=0.9)],
    "sgd nesterov": [sgd(momentum=0.9, nesterov=True)],
    "sgd cosine": [sgd(COSINE)],
    "sgd momentum piecewise": [sgd(STAIRS, momentum=0.8)],
    "adam": [adam()],
    "adam 1e-4": [adam(1e-4)],
    "adam all arguments": [adam(b1=0.8, b2=0.95, eps=1e-3, epsRoot=1e-4)],
    "adam nesterov": [adam(nesterov=True)],
    "adam warm-up cosine": [adam(WARMUP)],
    "adamw": [{"transform": "adamw", "learningRate": 0.01}],
    "adamw strong decay": [{"transform": "adamw", "learningRate": 0.01, "weightDecay": 0.1, "b1": 0.85}],
    "adamw cosine": [{"transform": "adamw", "learningRate": COSINE, "weightDecay": 0.05}],
    "rmsprop": [rmsprop()],
    "rmsprop eps outside": [rmsprop(epsInSqrt=False, eps=1e-3)],
    "rmsprop large eps": [rmsprop(eps=1e-2, decay=0.8)],
    "rmsprop initial scale": [rmsprop(initialScale=1.0)],
    "rmsprop centered": [rmsprop(centered=True)],
    "rmsprop momentum": [rmsprop(momentum=0.9)],
    "rmsprop nesterov": [rmsprop(momentum=0.9, nesterov=True)],
    "rmsprop bias correction": [rmsprop(biasCorrection=True)],
    "adagrad": [{"transform": "adagrad", "learningRate": 0.1}],
    "adagrad from zero": [{"transform": "adagrad", "learningRate": 0.1, "initialAccumulatorValue": 0.0, "eps": 1e-3}],
    "clip then sgd": [{"transform": "clip", "maxDelta": 0.5}, sgd()],
    "clip by norm then sgd": [{"transform": "clipByNorm", "maxNorm": 0.7}, sgd()],
    "clip by global norm then sgd": [{"transform": "clipByGlobalNorm", "maxNorm": 1.5}, sgd()],
    "clip by global norm then adam": [{"transform": "clipByGlobalNorm", "maxNorm": 1.0}, adam()],
    "decay then sgd momentum": [{"transform": "addDecayedWeights", "weightDecay": 0.01}, sgd(momentum=0.9)],
    "trace, decay, learning rate": [
        {"transform": "trace", "decay": 0.9}, {"transform": "addDecayedWeights", "weightDecay": 0.1}, {"transform": "scaleByLearningRate", "learningRate": STAIRS},
    ],
    "scale by adam, scale": [{"transform": "scaleByAdam"}, {"transform": "scale", "stepSize": -0.02}],
}

EXAMPLES = {
    "adam": {"optimizer": "adam", "stepSize": 0.01},
    "adam 1e-4": {"optimizer": "adam", "stepSize": 1e-4},
    "adam all arguments": {"optimizer": "adam", "stepSize": 0.01, "b1": 0.8, "b2": 0.95, "eps": 1e-3},
    "sgd": {"optimizer": "sgd", "stepSize": 0.1},
    "momentum": {"optimizer": "momentum", "stepSize": 0.1, "mass": 0.9},
    "nesterov": {"optimizer": "nesterov", "stepSize": 0.1, "mass": 0.9},
    "rmsprop": {"optimizer": "rmsprop", "stepSize": 0.01},
    "rmsprop all arguments": {"optimizer": "rmsprop", "stepSize": 0.01, "gamma": 0.8, "eps": 1e-3},
    "rmsprop momentum": {"optimizer": "rmspropMomentum", "stepSize": 0.01, "gamma": 0.9, "momentum": 0.8},
    "adagrad": {"optimizer": "adagrad", "stepSize": 0.1},
    "adagrad without momentum": {"optimizer": "adagrad", "stepSize": 0.1, "momentum": 0.0},
}


def snake(name):
    return "".join("_" + c.lower() if c.isupper() else c for c in name)


def scheduleOf(spec):
    arguments = {snake(k): v for k, v in spec.items() if k != "schedule"}
    if "boundaries_and_scales" in arguments:
        arguments["boundaries_and_scales"] = {int(k): v for k, v in arguments["boundaries_and_scales"].items()}
    return SCHEDULES[spec["schedule"]](**arguments)


def clipByNorm(max_norm):
    one = optax.clip_by_global_norm(max_norm)
    clip = lambda updates, state, params=None: (jax.tree.map(lambda g: one.update(g, optax.EmptyState())[0], updates), state)
    return optax.GradientTransformation(lambda params: optax.EmptyState(), clip)


def transformOf(spec):
    arguments = {snake(k): scheduleOf(v) if isinstance(v, dict) else v for k, v in spec.items() if k != "transform"}
    return {**TRANSFORMS, "clipByNorm": clipByNorm}[spec["transform"]](**arguments)


def leavesOf(parameters):
    leaves = [np.asarray(x, np.float32) for x in jax.tree.leaves(parameters)]
    assert all(np.all((x == 0) | (np.abs(x) > 1e-37)) for x in leaves)
    return [numbers(x) for x in leaves]


def optaxTrajectory(chain):
    optimizer = optax.chain(*map(transformOf, chain))
    parameters, trajectory = start(), []
    state = optimizer.init(parameters)
    for gradient in gradients():
        updates, state = optimizer.update(gradient, state, parameters)
        parameters = optax.apply_updates(parameters, updates)
        trajectory.append(leavesOf(parameters))
    return trajectory


def exampleTrajectory(spec):
    arguments = {snake(k): v for k, v in spec.items() if k != "optimizer"}
    init, update, getParameters = getattr(example, snake(spec["optimizer"]))(**arguments)
    state, trajectory = init(start()), []
    for i, gradient in enumerate(gradients()):
        state = update(i, gradient, state)
        trajectory.append(leavesOf(getParameters(state)))
    return trajectory


def scheduleValues(spec):
    schedule = scheduleOf(spec)
    return [number(np.float32(schedule(jnp.int32(step)))) for step in range(61)]


if __name__ == "__main__":
    cases = [{"name": f"optax/{n}", "op": "trajectory", "library": "optax", "params": {"chain": c}, "trajectory": optaxTrajectory(c)} for n, c in CHAINS.items()]
    cases += [{"name": f"jaxExample/{n}", "op": "trajectory", "library": "jaxExample", "params": s, "trajectory": exampleTrajectory(s)} for n, s in EXAMPLES.items()]
    cases += [{"name": f"schedule/{i} {s['schedule']}", "op": "schedule", "params": s, "values": scheduleValues(s)} for i, s in enumerate(SCHEDULE_CASES)]
    write(
        cases, paths=["0_LinearJax.bias", "0_LinearJax.weight", "gain"], start=[array(x) for x in jax.tree.leaves(start())],
        gradients=[leavesOf(g) for g in gradients()],
    )
