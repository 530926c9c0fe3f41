import course
import numpy as np

NETWORKS = ["relu", "softmax", "leaky"]
LAYERS = course.layers_of("relu", "leaky-relu")


def activation_backward(dA, Z, **_):
    return dA * np.where(Z > 0, 1, -1)
