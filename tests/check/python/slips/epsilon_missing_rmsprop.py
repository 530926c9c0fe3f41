import numpy as np

ID = "epsilon-missing"
NETWORKS = ["tanh", "softmax"]
CHANGES = {"optimizer": "rmsprop", "beta2": 0.9, "t": 3, "epsilon": 1e-3}


def direction(d, s, epsilon, **_):
    return d / np.sqrt(s)
