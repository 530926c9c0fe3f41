import numpy as np

ID = "l2-on-b"
CHANGES = {"l2": 0.7}


def bias_gradient(dZ, m, b, lambd, **_):
    return np.sum(dZ, axis=1, keepdims=True) / m + lambd / m * b
