import course
import numpy as np

NETWORKS = ["relu", "softmax", "leaky"]
LAYERS = course.layers_of("relu", "leaky-relu")


def activation_backward(dA, Z, **_):
    dZ = np.array(dA)
    dZ[Z > 0] = 0
    return dZ
