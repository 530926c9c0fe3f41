import numpy as np

ID = "leaky-relu-slope-0.2"
NETWORKS = ["leaky"]
LAYERS = lambda network: range(1, len(network["sizes"]) - 1)


def activation_forward(Z, **_):
    return np.where(Z > 0, Z, 0.2 * Z)


def activation_backward(dA, Z, **_):
    return dA * np.where(Z > 0, 1, 0.2)
