import numpy as np

ID = "cost-no-1/2"
NETWORKS = ["quadratic"]
WHOLE = True


def data_cost(AL, Y, m, **_):
    return np.sum((AL - Y) ** 2) / m
