import numpy as np


def linear_forward(A_prev, W, b, **_):
    Z = np.dot(W, A_prev) + b
    return Z - np.mean(Z, axis=1, keepdims=True)
