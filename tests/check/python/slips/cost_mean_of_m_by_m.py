import numpy as np

NETWORKS = ["relu", "tanh"]
WHOLE = True


def data_cost(AL, Y, m, **_):
    Y = Y.reshape(m, 1)
    return -np.mean(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))
