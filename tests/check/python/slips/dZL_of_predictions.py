import numpy as np

LAYERS = lambda network: [len(network["sizes"]) - 1]


def output_backward(A, Y, **_):
    if len(A) > 1:
        return np.eye(len(A))[np.argmax(A, axis=0)].T - Y
    return (A > 0.5) - Y
