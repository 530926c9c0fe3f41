ID = "velocity-not-kept"
NETWORKS = ["tanh", "softmax"]
CHANGES = {"optimizer": "adam", "t": 3}


def velocity(v, d, beta1, learning_rate, **_):
    return beta1 * (0 * v) + (1 - beta1) * d
