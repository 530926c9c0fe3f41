import numpy as np

NETWORKS = ["mse"]
WHOLE = True


def data_cost(AL, Y, m, **_):
    return np.sum((AL - Y.reshape(m, 1)) ** 2) / m


def loss_backward(AL, Y, m, **_):
    return 2 * (AL - Y.reshape(m, 1))
