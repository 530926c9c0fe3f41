import numpy as np

ID = "forward-hands-Z-on"
LAYERS = lambda network: range(2, len(network["sizes"]))


def linear_forward(arrays, l, W, b, **_):
    return np.dot(W, arrays[f"Z{l - 1}"]) + b
