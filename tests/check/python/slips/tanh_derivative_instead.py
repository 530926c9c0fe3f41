import course
import numpy as np

NETWORKS = ["relu", "tanh", "softmax", "sigmoid", "leaky"]
LAYERS = course.layers_of("relu", "sigmoid", "leaky-relu")


def activation_backward(dA, Z, **_):
    return dA * (1 - np.tanh(Z) ** 2)


output_backward = activation_backward
