"""Golden values of integer and boolean operations, and of casts between dtypes. Format: see goldenFile.py.

`shiftRightArithmetic` and `shiftRightLogical` are lax.shift_right_arithmetic and lax.shift_right_logical for both integer dtypes;
`rightShift` is jnp.right_shift (arithmetic for i32, logical for u32). `truncatingDivide` and `truncatingRemainder` are lax.div and
lax.rem (C's conventions); `floorDivide` and `remainder` are jnp.floor_divide and jnp.remainder (Python's).
"""

import jax.numpy as jnp
import numpy as np
from jax import lax

from goldenFile import SMALLEST_NORMAL, case, numpyCase, write

I32 = np.array([0, 1, -1, 2, -2, 7, -7, 255, 2**31 - 1, -(2**31), 123456789, -987654321], np.int32)
U32 = np.array([0, 1, 2, 7, 31, 32, 255, 65536, 2**31, 2**32 - 1, 123456789, 3987654321], np.uint32)
BOOL = np.array([False, True])
NAN, INF = np.nan, np.inf


def pairs(values):
    return [a.ravel() for a in np.meshgrid(values, values, indexing="ij")]


ARITHMETIC = {
    "add": jnp.add, "subtract": jnp.subtract, "multiply": jnp.multiply, "floorDivide": jnp.floor_divide,
    "remainder": jnp.remainder, "truncatingDivide": lax.div, "truncatingRemainder": lax.rem, "divide": jnp.divide,
    "minimum": jnp.minimum, "maximum": jnp.maximum,
}
BITWISE = {"bitwiseAnd": jnp.bitwise_and, "bitwiseOr": jnp.bitwise_or, "bitwiseXor": jnp.bitwise_xor}
COMPARISONS = {
    "equal": jnp.equal, "notEqual": jnp.not_equal, "less": jnp.less, "lessEqual": jnp.less_equal,
    "greater": jnp.greater, "greaterEqual": jnp.greater_equal,
}
SHIFTS = {
    "leftShift": jnp.left_shift, "rightShift": jnp.right_shift,
    "shiftRightArithmetic": lax.shift_right_arithmetic, "shiftRightLogical": lax.shift_right_logical,
}


def arithmeticCases():
    for op, f in {**ARITHMETIC, **BITWISE, **COMPARISONS}.items():
        yield case("i32", op, f, pairs(I32))
        yield case("u32", op, f, pairs(U32))
        if op not in ("floorDivide", "remainder", "truncatingDivide", "truncatingRemainder", "subtract"):
            yield case("bool", op, f, pairs(BOOL))
    for op, f in COMPARISONS.items():
        left, right = (a.ravel() for a in np.meshgrid(I32, U32, indexing="ij"))
        yield case("i32 with u32", op, f, [left, right])
    for dtype, values in (("i32", I32), ("u32", U32)):
        for op, f in (("negative", jnp.negative), ("abs", jnp.abs), ("sign", jnp.sign), ("bitwiseNot", jnp.bitwise_not), ("square", jnp.square)):
            yield case(dtype, op, f, [values])
        for exponent in (0, 1, 2, 3):
            yield case(f"{dtype} int {exponent}", "power", lambda x: x**exponent, [values], {"exponent": exponent, "exponentKind": "int"})
    yield case("bool", "bitwiseNot", jnp.bitwise_not, [BOOL])
    yield case("bool", "logicalNot", jnp.logical_not, [BOOL])
    yield case("i32", "clip", lambda x: jnp.clip(x, -5, 200), [I32], {"min": -5, "max": 200})
    yield case("u32", "clip", lambda x: jnp.clip(x, 5, 200), [U32], {"min": 5, "max": 200})


def shiftCases():
    amounts = np.array([0, 1, 5, 31, 32, 33, 64], np.int32)
    for op, f in SHIFTS.items():
        for dtype, values in (("i32", I32), ("u32", U32)):
            left, right = (a.ravel() for a in np.meshgrid(values, amounts.astype(values.dtype), indexing="ij"))
            yield case(dtype, op, f, [left, right])
        yield case("i32 by negative amounts", op, f, [I32, np.full(12, -1, np.int32)])


def castCases():
    floats = np.array([0, -0.0, 0.5, -0.5, 1.5, -1.5, 2.9999998, -2.9999998, 255.5, 16777217, 2147483520, 2147483648, -2147483648,
                       -2147483904, 4294967040, 4294967296, 1e20, -1e20, -1, NAN, INF, -INF], np.float32)
    for source, values in (("f32", floats), ("i32", I32), ("u32", U32), ("bool", BOOL)):
        for target, dtype in (("f32", jnp.float32), ("i32", jnp.int32), ("u32", jnp.uint32), ("bool", jnp.bool_)):
            yield case(f"{source} to {target}", "cast", lambda x: x.astype(dtype), [values], {"dtype": target})
    rounding = np.array([16777217, 16777219, 2147483647, -2147483647, 33554433, 33554435], np.int32)
    yield case("i32 to f32, rounding", "cast", lambda x: x.astype(jnp.float32), [rounding], {"dtype": "f32"})
    rounding = np.array([4294967295, 4294967167, 4294967168, 2147483649, 16777217], np.uint32)
    yield case("u32 to f32, rounding", "cast", lambda x: x.astype(jnp.float32), [rounding], {"dtype": "f32"})
    subnormal = np.array([1e-40, -1e-40, 0, -0.0, SMALLEST_NORMAL], np.float32)
    yield numpyCase("f32 to bool, subnormals", "cast", lambda x: x != 0, [subnormal], {"dtype": "bool"}, outputType=bool)
    bits = np.array([0, 1065353216, 2147483648, 3212836864, 2139095040, 1078530011], np.uint32)
    yield case("u32 to f32", "bitcast", lambda x: lax.bitcast_convert_type(x, jnp.float32), [bits], {"dtype": "f32"})
    yield case("f32 to i32", "bitcast", lambda x: lax.bitcast_convert_type(x, jnp.int32), [floats[:19]], {"dtype": "i32"})
    yield case("u32 to i32", "bitcast", lambda x: lax.bitcast_convert_type(x, jnp.int32), [U32], {"dtype": "i32"})


def selectionCases():
    condition = np.array([True, False, True, False] * 3)
    yield case("i32", "where", jnp.where, [condition, I32, np.int32(5)])
    yield case("u32", "where", jnp.where, [condition, U32, U32[::-1].copy()])
    yield case("bool", "where", jnp.where, [condition, condition[::-1].copy(), np.bool_(True)])
    yield case("i32 condition", "where", jnp.where, [I32, np.float32(1), np.float32(2)])


if __name__ == "__main__":
    write([*arithmeticCases(), *shiftCases(), *castCases(), *selectionCases()])
