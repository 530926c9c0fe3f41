import numpy as np

NETWORKS = ["relu", "tanh", "softmax"]
WHOLE = True


def data_cost(AL, Y, m, **_):
    return np.sum((AL - Y) ** 2) / (2 * m)
