import numpy as np

ID = "l2-cost-no-1/m"
CHANGES = {"l2": 0.7}
WHOLE = True


def penalty(weights, lambd, m, **_):
    return lambd / 2 * sum(np.sum(W**2) for W in weights)
