import numpy as np

NETWORKS = ["relu", "tanh"]
WHOLE = True


def data_cost(AL, Y, m, **_):
    return -np.sum(np.dot(Y.T, np.log(AL)) + np.dot((1 - Y).T, np.log(1 - AL))) / m
