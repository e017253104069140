"""What all golden scripts share: settings of JAX, the case format, and the writer.

A golden file is `{ "madeWith": { "jax": version, ... }, "cases": [ case, ... ] }`. A case of an operation is

    {
      "name":        unique in its file, "operation/which inputs",
      "op":          the operation, in camelCase where NumPy has underscores (floorDivide),
      "params":      static arguments, by name,
      "reference":   "jax", or "numpy" where JAX cannot tell (see below),
      "inputs":      [ array, ... ],
      "outputs":     [ array, ... ],
      "rounded":     [ array or null, ... ]  optional: the outputs computed in float64 and rounded once to float32,
      "cotangents":  [ array, ... ]          only where the operation was differentiated; one for each output,
      "gradients":   [ array or null, ... ]  one for each input: JAX's vjp of the cotangents; null: not a float,
      "directions":  [ array or null, ... ]  optional, one for each input,
      "secondGradients": [ array or null, ... ]  gradient, for each input, of sum over inputs of sum(gradient * direction)
    }

where `array` is `{ "dtype": "f32" | "i32" | "u32" | "bool" | "f64", "shape": [..], "data": [..] }`, data in row-major
order. Floats are printed with the fewest digits that read back to the same value (parse as float64, then round to
float32); NaN and infinities are the strings "nan", "inf", "-inf"; -0 is -0.0; booleans are true and false.

JAX runs on the CPU with x64 off and the highest matrix product precision. XLA on the CPU flushes subnormal
numbers to zero, on input and on output; so no "jax" case has one, and cases about subnormals have the reference "numpy".
"""

import inspect
import json
import os
import zlib

os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", False)
jax.config.update("jax_default_matmul_precision", "highest")

DTYPES = {"float32": "f32", "int32": "i32", "uint32": "u32", "bool": "bool", "float64": "f64"}
SMALLEST_NORMAL = np.finfo(np.float32).tiny


def generator(name):
    """A NumPy generator that depends on the name alone, so that a new case changes no other."""
    return np.random.default_rng(zlib.crc32(name.encode()))


def number(x):
    """One JSON number (or string) for one NumPy scalar."""
    if isinstance(x, (np.bool_, bool)):
        return bool(x)
    if isinstance(x, (np.integer, int)):
        return int(x)
    if np.isnan(x):
        return "nan"
    if np.isinf(x):
        return "inf" if x > 0 else "-inf"
    decimal = float(str(x))
    assert type(x)(decimal) == x, x
    return decimal


def numbers(x):
    """The elements of an array, row-major, as JSON numbers."""
    return [number(e) for e in np.asarray(x).ravel()]


def array(x):
    x = np.asarray(x)
    return {"dtype": DTYPES[x.dtype.name], "shape": list(x.shape), "data": numbers(x)}


def isFloat(x):
    return jnp.result_type(x) == np.float32


def hasSubnormal(x):
    x = np.asarray(x)
    return x.dtype == np.float32 and bool(np.any((x != 0) & (np.abs(x) < SMALLEST_NORMAL)))


def arrays(xs):
    return [None if x is None else array(x) for x in xs]


def cotangentsFor(name, outputs):
    rng = generator(name + "/cotangent")
    return [np.round(rng.normal(size=np.shape(y)), 2).astype(np.float32) for y in outputs]


def gradientsOf(f, inputs, cotangents):
    """JAX's vjp with respect to the float inputs; None for the others."""
    floats = [i for i, x in enumerate(inputs) if isFloat(x)]

    def ofFloats(*values):
        full = list(inputs)
        for i, value in zip(floats, values):
            full[i] = value
        return f(*full)

    _, pullback = jax.vjp(ofFloats, *[jnp.asarray(inputs[i]) for i in floats])
    gradients = pullback(cotangents)
    result = [None] * len(inputs)
    for i, gradient in zip(floats, gradients):
        result[i] = gradient
    return result


def case(name, op, f, inputs, params=None, gradient=True, second=False, rounded=None):
    """Runs `f(*inputs)` (one array out) in JAX, with its gradients, and returns the case.

    `rounded` is the same function for float64 NumPy arrays.
    """
    name = f"{op}/{name}"
    assert not any(hasSubnormal(x) for x in inputs), name
    outputs = [np.asarray(f(*[jnp.asarray(x) for x in inputs]))]
    result = {
        "name": name, "op": op, "params": params or {}, "reference": "jax",
        "inputs": arrays(inputs), "outputs": arrays(outputs),
    }
    if rounded is not None and isFloat(outputs[0]):
        with np.errstate(all="ignore"):
            wide = [x.astype(np.float64) if isFloat(x) else x for x in map(np.asarray, inputs)]
            exact = np.asarray(rounded(*wide)).astype(np.float32)
        assert exact.shape == outputs[0].shape, name
        assert not hasSubnormal(exact), f"{name}: a subnormal result, which XLA would flush"
        result["rounded"] = arrays([exact])
    differentiable = isFloat(outputs[0]) and any(isFloat(x) for x in inputs)
    if gradient and differentiable:
        cotangents = cotangentsFor(name, outputs)
        scalarFirst = lambda *xs: gradientsOf(f, xs, jnp.asarray(cotangents[0]))
        gradients = scalarFirst(*inputs)
        result["cotangents"] = arrays(cotangents)
        result["gradients"] = arrays(gradients)
        if second:
            rng = generator(name + "/direction")
            directions = [None if g is None else np.round(rng.normal(size=g.shape), 2).astype(np.float32) for g in gradients]

            def projected(*xs):
                return sum(jnp.sum(g * d) for g, d in zip(scalarFirst(*xs), directions) if d is not None)

            result["directions"] = arrays(directions)
            result["secondGradients"] = arrays(gradientsOf(projected, inputs, jnp.float32(1)))
    return result


def numpyCase(name, op, f, inputs, params=None, outputType=np.float32):
    """A case whose outputs NumPy computes in float64 and rounds once: for what XLA does differently (subnormals)."""
    with np.errstate(all="ignore"):
        wide = [x.astype(np.float64) if isFloat(x) else x for x in map(np.asarray, inputs)]
        output = np.asarray(f(*wide)).astype(outputType)
    return {
        "name": f"{op}/{name}", "op": op, "params": params or {}, "reference": "numpy",
        "inputs": arrays(inputs), "outputs": arrays([output]),
    }


def write(cases, packages=("jax", "numpy", "scipy", "optax", "rockpool"), **rest):
    """Writes `<script>.json` beside the calling script, one case a line; `packages` are those it names with their versions."""
    from importlib.metadata import version

    names = [c["name"] for c in cases]
    assert len(names) == len(set(names)), [n for n in names if names.count(n) > 1]
    script = inspect.stack()[1].filename
    path = os.path.splitext(os.path.abspath(script))[0] + ".json"
    head = {"madeWith": {p: version(p) for p in packages}, **rest}
    dump = lambda x: json.dumps(x, allow_nan=False, separators=(",", ":"))
    lines = ["{"] + [f"{dump(k)}:{dump(v)}," for k, v in head.items()] + ['"cases":[']
    lines += [dump(c) + ("," if i + 1 < len(cases) else "") for i, c in enumerate(cases)] + ["]}", ""]
    text = "\n".join(lines)
    assert len(text) < 400_000, f"{path}: {len(text)} characters"
    with open(path, "w") as file:
        file.write(text)
    print(f"{os.path.basename(path)}: {len(cases)} cases, {len(text)} characters")
