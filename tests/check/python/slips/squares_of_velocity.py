NETWORKS = ["tanh", "softmax"]
CHANGES = {"optimizer": "adam", "t": 3}


def squares(s, v, beta2, **_):
    return beta2 * s + (1 - beta2) * v**2
