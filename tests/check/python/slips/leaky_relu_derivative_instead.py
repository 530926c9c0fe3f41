import course
import numpy as np

ID = "leaky-relu-derivative-instead"
NETWORKS = ["relu", "tanh", "softmax", "sigmoid"]
LAYERS = course.layers_of("relu", "tanh", "sigmoid")


def activation_backward(dA, Z, **_):
    return dA * np.where(Z > 0, 1, 0.01)


output_backward = activation_backward
