import course
import numpy as np

LAYERS = course.layers_of_several_units


def bias_gradient(dZ, m, **_):
    return np.sum(dZ) / m
