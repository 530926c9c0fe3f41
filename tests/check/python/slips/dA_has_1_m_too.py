import course
import numpy as np

ID = "dA-has-1/m-too"
LAYERS = course.hidden_layers


def linear_backward(dZ, W, m, **_):
    return np.dot(W.T, dZ) / m
