import course
import numpy as np

NETWORKS = ["tanh"]
LAYERS = course.layers_of("tanh")


def activation_backward(dA, Z, **_):
    return dA * (1 - np.tanh(Z))
