import numpy as np

ID = "dW-over-2m"


def weight_gradient(dZ, A_prev, m, **_):
    return np.dot(dZ, A_prev.T) / (2 * m)
