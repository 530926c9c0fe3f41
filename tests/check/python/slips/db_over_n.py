import course
import numpy as np

# One unit alone is db without 1/m.
LAYERS = course.layers_of_several_units


def bias_gradient(dZ, **_):
    return np.sum(dZ, axis=1, keepdims=True) / len(dZ)
