import numpy as np

from make import beginning as usual

ID = "cost-clipped-to-1e-7"
WHOLE = True


def beginning(network, seed):
    """Weights so large that some outputs are nearly 0 or 1."""
    X, Y, start = usual(network, seed)
    last = len(network["sizes"]) - 1
    start[f"W{last}"] = 10 * start[f"W{last}"]
    start[f"b{last}"] = start[f"b{last}"] + 17 * (-1.0) ** np.arange(len(start[f"b{last}"])).reshape(-1, 1)
    return X, Y, start


def data_cost(AL, Y, m, output, **_):
    AL = np.clip(AL, 1e-7, 1 - 1e-7)
    if output == "softmax":
        return -np.sum(Y * np.log(AL)) / m
    return -np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m
