import numpy as np

ID = "cost-no-1/m"
WHOLE = True


def data_cost(AL, Y, m, output, **_):
    if output == "softmax":
        return -np.sum(Y * np.log(AL))
    return -np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))
