import numpy as np

LAYERS = lambda network: [l for l in range(2, len(network["sizes"])) if network["sizes"][l - 1] == network["sizes"][l - 2]]


def linear_forward(arrays, l, W, b, **_):
    return np.dot(W, arrays[f"A{l - 2}"]) + b
