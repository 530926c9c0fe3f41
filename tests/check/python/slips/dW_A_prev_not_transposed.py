import numpy as np

ID = "dW-A_prev-not-transposed"
CHANGES = {"m": 4}
LAYERS = lambda network: [l + 1 for l, n in enumerate(network["sizes"][:-1]) if n == network["m"]]


def weight_gradient(dZ, A_prev, m, **_):
    return np.dot(dZ, A_prev) / m
