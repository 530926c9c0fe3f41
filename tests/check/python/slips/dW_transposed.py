import numpy as np


def weight_gradient(dZ, A_prev, m, **_):
    return np.dot(A_prev, dZ.T) / m
