import numpy as np


def weight_gradient(dZ, A_prev, m, **_):
    return np.mean(np.dot(dZ, A_prev.T) / m)
