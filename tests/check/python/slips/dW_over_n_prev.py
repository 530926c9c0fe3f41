import numpy as np


def weight_gradient(dZ, A_prev, **_):
    return np.dot(dZ, A_prev.T) / A_prev.shape[0]
