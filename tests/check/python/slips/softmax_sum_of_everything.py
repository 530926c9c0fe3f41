import numpy as np

NETWORKS = ["softmax"]
LAYERS = lambda network: [len(network["sizes"]) - 1]


def activation_forward(Z, **_):
    e = np.exp(Z - Z.max())
    return e / np.sum(e)
