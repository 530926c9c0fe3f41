import numpy as np

ID = "l2-not-in-dW"
CHANGES = {"l2": 0.7}


def weight_gradient(dZ, A_prev, m, W, lambd, **_):
    return np.dot(dZ, A_prev.T) / m
