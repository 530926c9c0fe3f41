import numpy as np

NETWORKS = ["tanh", "softmax"]
CHANGES = {"optimizer": "adam", "t": 3}


def direction(v, s, beta1, beta2, epsilon, t, **_):
    return v / (1 - beta1) / (np.sqrt(s / (1 - beta2)) + epsilon)
