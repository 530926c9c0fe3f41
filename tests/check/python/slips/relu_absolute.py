import numpy as np

NETWORKS = ["relu"]
LAYERS = lambda network: range(1, len(network["sizes"]) - 1)


def activation_forward(Z, **_):
    return np.abs(Z)
