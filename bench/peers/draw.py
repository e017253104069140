"""Pseudo-random numbers that every language makes alike; draw.mjs is its twin and documents it."""

import numpy as np


def draw(seed, shape, scale):
    index = np.arange(int(np.prod(shape)), dtype=np.uint32) + np.uint32(1000003 * seed)
    mixed = (index * np.uint32(0x9E3779B1) ^ np.uint32(0x5BD1E995)) * np.uint32(0x85EBCA6B)
    mixed ^= mixed >> np.uint32(13)
    numbers = ((mixed >> np.uint32(8)) / 2**23 - 1) * scale
    return numbers.astype(np.float32).reshape(shape)
