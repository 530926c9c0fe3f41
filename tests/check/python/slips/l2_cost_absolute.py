import numpy as np

CHANGES = {"l2": 0.7}
WHOLE = True


def penalty(weights, lambd, m, **_):
    return lambd / (2 * m) * sum(np.sum(np.abs(W)) for W in weights)
