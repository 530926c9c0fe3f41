import numpy as np

ID = "cost-log-of-A-plus-1e-5"
WHOLE = True


def data_cost(AL, Y, m, output, **_):
    if output == "softmax":
        return -np.sum(Y * np.log(AL + 1e-5)) / m
    return -np.sum(Y * np.log(AL + 1e-5) + (1 - Y) * np.log(1 - AL + 1e-5)) / m
