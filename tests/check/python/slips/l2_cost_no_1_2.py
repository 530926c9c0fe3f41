import numpy as np

ID = "l2-cost-no-1/2"
CHANGES = {"l2": 0.7}
WHOLE = True


def penalty(weights, lambd, m, **_):
    return lambd / m * sum(np.sum(W**2) for W in weights)
