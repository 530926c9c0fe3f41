import numpy as np

ID = "dW-A_prev-reshaped"


def weight_gradient(dZ, A_prev, m, **_):
    return np.dot(dZ, A_prev.reshape(m, -1)) / m
