import course
from make import beginning_with_zeros as beginning  # noqa: F401
import numpy as np

NETWORKS = ["relu", "softmax"]
LAYERS = course.hidden_layers


def activation_backward(dA, Z, **_):
    return dA * np.heaviside(Z, 0.5)
