import course
import numpy as np

LAYERS = course.layers_of_several_units


def linear_forward(A_prev, W, b, **_):
    Z = np.dot(W, A_prev) + b
    return Z - np.mean(Z, axis=0, keepdims=True)
