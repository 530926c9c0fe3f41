import numpy as np


def weight_gradient(dA, A_prev, m, **_):
    return np.dot(dA, A_prev.T) / m
