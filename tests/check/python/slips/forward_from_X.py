import numpy as np

ID = "forward-from-X"
LAYERS = lambda network: [l for l in range(2, len(network["sizes"])) if network["sizes"][l - 1] == network["sizes"][0]]


def linear_forward(X, W, b, **_):
    return np.dot(W, X) + b
