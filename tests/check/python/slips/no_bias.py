import numpy as np


def linear_forward(A_prev, W, **_):
    return np.dot(W, A_prev)
