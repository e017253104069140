"""Writes safetensorsFile.json: a file that Python's safetensors wrote, in base64, and the bytes of the tensors in it."""

import base64
import json
import os

import numpy as np
import safetensors
from safetensors.numpy import save

TENSORS = {
    "weight": np.array([[1.5, -0.0, 3.25e-39], [np.inf, np.nan, 1e38]], np.float32),
    "count": np.array(7, np.int32),
    "key": np.array([4294967295, 1], np.uint32),
    "losses": np.array([0.1, 1e-300], np.float64),
    "mask": np.array([True, False, True]),
    "nothing": np.zeros((0, 3), np.float32),
}
DTYPES = {"float32": "f32", "int32": "i32", "uint32": "u32", "bool": "bool", "float64": "f64"}
METADATA = {"author": "Büchel"}

text = lambda data: base64.b64encode(data).decode()
content = {
    "madeWith": {"safetensors": safetensors.__version__},
    "file": text(save(TENSORS, METADATA)),
    "metadata": METADATA,
    "tensors": {
        name: {"dtype": DTYPES[x.dtype.name], "shape": list(x.shape), "bytes": text(np.ascontiguousarray(x).tobytes())}
        for name, x in TENSORS.items()
    },
}
with open(os.path.splitext(os.path.abspath(__file__))[0] + ".json", "w") as file:
    file.write(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
