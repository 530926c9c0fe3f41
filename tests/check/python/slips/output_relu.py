import numpy as np

NETWORKS = ["relu", "tanh", "softmax", "mse"]
LAYERS = lambda network: [len(network["sizes"]) - 1]


def activation_forward(Z, **_):
    return np.maximum(0, Z)
