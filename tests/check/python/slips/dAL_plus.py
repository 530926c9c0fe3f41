import numpy as np

NETWORKS = ["relu", "tanh"]
LAYERS = lambda network: [len(network["sizes"]) - 1]


def loss_backward(AL, Y, **_):
    return -(np.divide(Y, AL) + np.divide(1 - Y, 1 - AL))
