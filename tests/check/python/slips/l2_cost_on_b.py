import numpy as np

CHANGES = {"l2": 0.7}
WHOLE = True


def penalty(arrays, L, lambd, m, **_):
    return lambd / (2 * m) * sum(np.sum(arrays[f"W{l}"] ** 2) + np.sum(arrays[f"b{l}"] ** 2) for l in range(1, L + 1))
