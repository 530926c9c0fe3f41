import numpy as np

NETWORKS = ["relu", "tanh"]
LAYERS = lambda network: [len(network["sizes"]) - 1]


def activation_forward(Z, **_):
    return 1 / (1 + np.exp(Z))
