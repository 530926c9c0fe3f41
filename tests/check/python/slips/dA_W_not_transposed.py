import course
import numpy as np

LAYERS = course.hidden_layers_as_wide_as_the_next


def linear_backward(dZ, W, **_):
    return np.dot(W, dZ)
