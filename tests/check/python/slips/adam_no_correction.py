import numpy as np

NETWORKS = ["tanh", "softmax"]
CHANGES = {"optimizer": "adam", "t": 3}


def direction(v, s, beta1, beta2, epsilon, t, **_):
    return v / (np.sqrt(s) + epsilon)
