import numpy as np

ID = "hidden-leaky-relu"
NETWORKS = ["relu", "tanh", "sigmoid"]
LAYERS = lambda network: range(1, len(network["sizes"]) - 1)


def activation_forward(Z, **_):
    return np.where(Z > 0, Z, 0.01 * Z)
