import numpy as np

ID = "cost-1/m-twice"
WHOLE = True


def data_cost(AL, Y, m, output, **_):
    if output == "softmax":
        return -np.sum(Y * np.log(AL)) / m / m
    return -np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m / m
