import numpy as np

WHOLE = True


def data_cost(AL, Y, m, output, **_):
    if output == "softmax":
        return -np.sum(Y * np.log10(AL)) / m
    return -np.sum(Y * np.log10(AL) + (1 - Y) * np.log10(1 - AL)) / m
