import numpy as np

NETWORKS = ["softmax"]
WHOLE = True


def data_cost(AL, Y, m, **_):
    return -np.dot(Y, np.log(AL).T) / m
