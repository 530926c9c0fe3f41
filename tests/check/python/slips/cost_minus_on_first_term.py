import numpy as np

NETWORKS = ["relu", "tanh"]
WHOLE = True


def data_cost(AL, Y, m, **_):
    return np.sum(-Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m
