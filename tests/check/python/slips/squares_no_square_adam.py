ID = "squares-no-square"
NETWORKS = ["tanh", "softmax"]
CHANGES = {"optimizer": "adam", "t": 3}


def squares(s, d, beta2, **_):
    return beta2 * s + (1 - beta2) * d
