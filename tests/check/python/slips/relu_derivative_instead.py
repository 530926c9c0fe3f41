import course
import numpy as np

NETWORKS = ["relu", "tanh", "leaky"]
LAYERS = course.layers_of("tanh", "sigmoid", "leaky-relu")


def activation_backward(dA, Z, **_):
    dZ = np.array(dA)
    dZ[Z <= 0] = 0
    return dZ


output_backward = activation_backward
