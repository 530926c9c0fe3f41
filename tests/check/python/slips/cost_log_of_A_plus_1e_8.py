import numpy as np

ID = "cost-log-of-A-plus-1e-8"
WHOLE = True


def data_cost(AL, Y, m, output, **_):
    if output == "softmax":
        return -np.sum(Y * np.log(AL + 1e-8)) / m
    return -np.sum(Y * np.log(AL + 1e-8) + (1 - Y) * np.log(1 - AL + 1e-8)) / m
