import numpy as np

NETWORKS = ["softmax"]
LAYERS = lambda network: [len(network["sizes"]) - 1]


def activation_forward(Z, **_):
    return np.exp(Z)
