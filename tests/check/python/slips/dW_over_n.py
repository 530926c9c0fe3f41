import numpy as np


def weight_gradient(dZ, A_prev, **_):
    return np.dot(dZ, A_prev.T) / dZ.shape[0]
