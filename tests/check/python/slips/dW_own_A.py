import numpy as np


def weight_gradient(dZ, A, m, **_):
    return np.dot(dZ, A.T) / m
