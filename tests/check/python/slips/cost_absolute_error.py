import numpy as np

NETWORKS = ["relu", "tanh", "softmax", "mse"]
WHOLE = True


def data_cost(AL, Y, m, **_):
    return np.sum(np.abs(AL - Y)) / m
