import numpy as np


def linear_forward(A_prev, W, b, **_):
    return np.dot(W, A_prev) - b
