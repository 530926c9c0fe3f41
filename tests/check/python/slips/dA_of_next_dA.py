import course
import numpy as np

LAYERS = course.hidden_layers


def linear_backward(dA, W, **_):
    return np.dot(W.T, dA)
