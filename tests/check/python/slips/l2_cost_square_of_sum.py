import numpy as np

CHANGES = {"l2": 0.7}
WHOLE = True


def penalty(weights, lambd, m, **_):
    return lambd / (2 * m) * sum(np.sum(W) ** 2 for W in weights)
