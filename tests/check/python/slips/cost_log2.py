import numpy as np

WHOLE = True


def data_cost(AL, Y, m, output, **_):
    if output == "softmax":
        return -np.sum(Y * np.log2(AL)) / m
    return -np.sum(Y * np.log2(AL) + (1 - Y) * np.log2(1 - AL)) / m
