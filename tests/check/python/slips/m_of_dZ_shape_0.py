import numpy as np

ID = "m-of-dZ-shape-0"
CHANGES = {"l2": 0.7}


def weight_gradient(dZ, A_prev, W, lambd, **_):
    m = dZ.shape[0]
    return np.dot(dZ, A_prev.T) / m + lambd / m * W


def bias_gradient(dZ, **_):
    m = dZ.shape[0]
    return np.sum(dZ, axis=1, keepdims=True) / m
