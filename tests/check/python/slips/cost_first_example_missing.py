import numpy as np

WHOLE = True


def data_cost(AL, Y, m, output, **_):
    cost = 0
    for i in range(1, m):
        a, y = AL[:, i], Y[:, i]
        cost += -np.sum(y * np.log(a)) if output == "softmax" else -np.sum(y * np.log(a) + (1 - y) * np.log(1 - a))
    return cost / m
