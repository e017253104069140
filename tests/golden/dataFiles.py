"""Writes dataFiles.json: files that NumPy, gzip and struct wrote, in base64, and the numbers in them.

The file is `{ "madeWith": { "numpy": .. }, "cases": [ case, ... ] }`, where `case` is
`{ "name", "format": "npy" | "npz" | "idx" | "wav", "file": base64, "arrays": { name: array } }` and `array` is
`{ "elements": name of a JavaScript typed array, "shape": [..], "data": [..] }`, data row-major; the only array of an npy or idx file is
called "".
"""

import base64
import gzip
import io
import json
import os
import struct
import wave

import numpy as np
from scipy.io import wavfile

rng = np.random.default_rng(7)
cases = []

ELEMENTS = {
    "bool": "Uint8Array", "uint8": "Uint8Array", "int8": "Int8Array", "uint16": "Uint16Array", "int16": "Int16Array",
    "uint32": "Uint32Array", "int32": "Int32Array", "uint64": "Uint32Array", "int64": "Int32Array",
    "float16": "Float32Array", "float32": "Float32Array", "float64": "Float64Array",
}


def described(x):
    # What JSON prints of a float64 reads back to the same number; float16 and float32 are exact in it.
    data = [float(e) if x.dtype.kind == "f" else int(e) for e in x.ravel(order="C")]
    return {"elements": ELEMENTS[x.dtype.newbyteorder("=").name], "shape": list(x.shape), "data": data}


def case(name, format, file, arrays):
    text = base64.b64encode(file).decode()
    cases.append({"name": name, "format": format, "file": text, "arrays": {k: described(x) for k, x in arrays.items()}})


def saved(x, version=None):
    file = io.BytesIO()
    np.lib.format.write_array(file, x, version=version)
    return file.getvalue()


for dtype in ("?", "u1", "i1", "<u2", ">u2", "<i2", ">i2", "<u4", ">i4", "<u8", ">u8", "<i8", ">i8", "<f2", ">f2", "<f4", ">f4", "<f8", ">f8"):
    kind = np.dtype(dtype).kind
    if kind == "f":
        x = rng.normal(size=(2, 3)) * 100
    elif kind == "b":
        x = rng.integers(0, 2, size=(2, 3))
    else:
        limits = np.iinfo(np.dtype(dtype)) if np.dtype(dtype).itemsize < 8 else np.iinfo("u4" if kind == "u" else "i4")
        x = rng.integers(limits.min, limits.max, size=(2, 3), dtype=np.int64)
        x.flat[0], x.flat[1] = limits.min, limits.max
    x = x.astype(dtype)
    case(f"type {dtype}", "npy", saved(x), {"": x})

half = np.array([0, 2**-24, 1023 * 2**-24, 2**-14, 1, -1.5, 65504], "<f2")
case("float16 from the smallest to the largest", "npy", saved(half), {"": half})
fortran = np.asfortranarray(rng.normal(size=(2, 3, 4)).astype("f4"))
case("Fortran order", "npy", saved(fortran), {"": fortran})
case("version 2", "npy", saved(fortran, (2, 0)), {"": fortran})
case("version 3", "npy", saved(fortran, (3, 0)), {"": fortran})
case("a scalar", "npy", saved(np.float64(0.1)[()].reshape(())), {"": np.array(0.1)})
case("one axis", "npy", saved(np.arange(3, dtype="i4")), {"": np.arange(3, dtype="i4")})
case("no element", "npy", saved(np.zeros((0, 3), "f4")), {"": np.zeros((0, 3), "f4")})

several = {"inputs": rng.normal(size=(4, 3)).astype("f4"), "labels": np.arange(4)}
for name, save in (("savez", np.savez), ("savez_compressed", np.savez_compressed)):
    file = io.BytesIO()
    save(file, **several)
    case(name, "npz", file.getvalue(), several)


def idx(x, code):
    head = struct.pack(">HBB", 0, code, x.ndim) + b"".join(struct.pack(">I", n) for n in x.shape)
    return head + x.astype(x.dtype.newbyteorder(">")).tobytes()


images = rng.integers(0, 256, size=(2, 3, 4)).astype("u1")
case("images", "idx", idx(images, 8), {"": images})
case("images, gzipped", "idx", gzip.compress(idx(images, 8), mtime=0), {"": images})
for code, dtype in ((9, "i1"), (11, "i2"), (12, "i4"), (13, "f4"), (14, "f8")):
    x = (rng.normal(size=5) * 50).astype(dtype)
    case(f"type {dtype}", "idx", idx(x, code), {"": x})

# Sound: whole numbers of n bits stand for themselves divided by 2^(n - 1), those of 8 bits without a sign after 128 is taken away.
for dtype, scale in (("u1", 2**7), ("i2", 2**15), ("i4", 2**31), ("f4", 1)):
    unit = np.clip(rng.normal(size=(7, 2)) * 0.4, -1, 0.99)
    x = (unit * scale + (128 if dtype == "u1" else 0)).astype(dtype)
    file = io.BytesIO()
    wavfile.write(file, 8000, x)
    value = ((x.astype("f8") - (128 if dtype == "u1" else 0)) / scale).astype("f4")
    case(f"type {dtype}", "wav", file.getvalue(), {"": value})

x = np.array([0, 1, -1, 2**23 - 1, -(2**23), 12345])
file = io.BytesIO()
with wave.open(file, "wb") as writer:
    writer.setparams((1, 3, 8000, len(x), "NONE", ""))
    writer.writeframes(b"".join(int(e).to_bytes(3, "little", signed=True) for e in x))
case("24 bits", "wav", file.getvalue(), {"": (x / 2**23).astype("f4")[:, None]})

with open(os.path.splitext(os.path.abspath(__file__))[0] + ".json", "w") as file:
    lines = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
    file.write(f'{{"madeWith":{{"numpy":"{np.__version__}"}},\n"cases":[\n{lines}\n]}}\n')
