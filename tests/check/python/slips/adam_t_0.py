import numpy as np

ID = "adam-t-minus-1"
NETWORKS = ["tanh", "softmax"]
CHANGES = {"optimizer": "adam", "t": 1}


def direction(v, s, beta1, beta2, epsilon, t, **_):
    return np.divide(v, 1 - beta1 ** (t - 1)) / (np.sqrt(np.divide(s, 1 - beta2 ** (t - 1))) + epsilon)
