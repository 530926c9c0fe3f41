ID = "squares-no-square"
NETWORKS = ["tanh", "softmax"]
CHANGES = {"optimizer": "rmsprop", "beta2": 0.9, "t": 3}


def squares(s, d, beta2, **_):
    return beta2 * s + (1 - beta2) * d
