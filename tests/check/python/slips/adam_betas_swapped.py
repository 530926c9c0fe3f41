import numpy as np

NETWORKS = ["tanh", "softmax"]
CHANGES = {"optimizer": "adam", "t": 3}


def velocity(v, d, beta2, **_):
    return beta2 * v + (1 - beta2) * d


def squares(s, d, beta1, **_):
    return beta1 * s + (1 - beta1) * d**2


def direction(v, s, beta1, beta2, epsilon, t, **_):
    return v / (1 - beta2**t) / (np.sqrt(s / (1 - beta1**t)) + epsilon)
