import course
import numpy as np

NETWORKS = ["leaky"]
LAYERS = course.hidden_layers


def activation_backward(dA, Z, **_):
    return dA * np.where(Z > 0, 0.01, 1)
