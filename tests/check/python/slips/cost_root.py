import numpy as np

NETWORKS = ["mse"]
WHOLE = True


def data_cost(AL, Y, m, **_):
    return np.sqrt(np.sum((AL - Y) ** 2) / m)
