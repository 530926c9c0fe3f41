import numpy as np

from course import activation_forward as right
from make import beginning as usual

ID = "dropout-at-output"
NETWORKS = ["mse", "quadratic"]
CHANGES = {"keep_prob": 0.7}
LAYERS = lambda network: [len(network["sizes"]) - 1]


def beginning(network, seed):
    """A mask of the output, too; of the squared error, which takes the 0 of a dropped prediction."""
    X, Y, start = usual(network, seed)
    last = len(network["sizes"]) - 1
    start[f"D{last}"] = (np.arange(Y.size) % 3 != 1).astype(float).reshape(Y.shape)
    return X, Y, start


def activation_forward(Z, g, D, rate_kept, **_):
    return right(Z, g) * D / rate_kept
