"""Golden table of result dtypes, as JAX gives them with x64 off.

Each case is { "name", "op", "table" }: table[left][right] is { "dtype", "weak" }. Names of operands: bool, i32, u32, f32 (arrays); int, float,
boolean (Python scalars; boolean is not weak). `weak` is JAX's weak type: such a result still gives way to an array's dtype, as a Python
scalar does. Pairs of two Python scalars go through jnp as well. `unary` has one operand: table[operand].
"""

import jax
import jax.numpy as jnp

from goldenFile import DTYPES, write

OPERANDS = {
    "bool": jnp.array([True]), "i32": jnp.array([1], jnp.int32), "u32": jnp.array([1], jnp.uint32), "f32": jnp.array([1], jnp.float32),
    "int": 2, "float": 2.0, "boolean": True,
}
BINARY = {
    "add": jnp.add, "subtract": jnp.subtract, "multiply": jnp.multiply, "divide": jnp.divide, "power": jnp.power, "floorDivide": jnp.floor_divide,
    "remainder": jnp.remainder, "maximum": jnp.maximum, "minimum": jnp.minimum, "equal": jnp.equal, "bitwiseAnd": jnp.bitwise_and,
    "leftShift": jnp.left_shift, "rightShift": jnp.right_shift, "matmul": jnp.matmul,
    "where": lambda x, y: jnp.where(jnp.array([True]), x, y),
}
UNARY = {
    "negative": jnp.negative, "abs": jnp.abs, "sign": jnp.sign, "exp": jnp.exp, "log": jnp.log, "sqrt": jnp.sqrt, "square": jnp.square, "tanh": jnp.tanh,
    "sigmoid": jax.nn.sigmoid, "relu": jax.nn.relu, "sum": jnp.sum, "mean": jnp.mean, "var": jnp.var, "max": jnp.max, "argmax": jnp.argmax,
    "bitwiseNot": jnp.bitwise_not, "logsumexp": jax.scipy.special.logsumexp,
}


def resultOf(f, *operands):
    try:
        aval = jax.typeof(f(*operands))
    except (TypeError, ValueError) as error:
        return {"error": type(error).__name__}
    return {"dtype": DTYPES[aval.dtype.name], "weak": bool(aval.weak_type)}


if __name__ == "__main__":
    cases = [
        {"name": op, "op": op, "table": {l: {r: resultOf(f, x, y) for r, y in OPERANDS.items()} for l, x in OPERANDS.items()}}
        for op, f in BINARY.items()
    ]
    cases.append({"name": "unary", "op": "unary", "table": {op: {n: resultOf(f, x) for n, x in OPERANDS.items()} for op, f in UNARY.items()}})
    write(cases)
