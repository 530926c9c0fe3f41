import course
import numpy as np

CHANGES = {"m": 4}
LAYERS = lambda network: [l for l in course.hidden_layers(network) if network["sizes"][l] == network["m"]]


def activation_backward(dA, **known):
    return np.dot(dA, course.activation_backward(1, **known))
