import course
import numpy as np

LAYERS = lambda network: [len(network["sizes"]) - 1]
TOGETHER = True


def data_cost(Y, **known):
    return course.data_cost(Y=np.roll(Y, -1, axis=1), **known)


def loss_backward(Y, **known):
    return course.loss_backward(Y=np.roll(Y, -1, axis=1), **known)


def output_backward(A, Y, **_):
    return A - np.roll(Y, -1, axis=1)
