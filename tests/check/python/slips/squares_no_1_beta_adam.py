ID = "squares-no-1-beta"
NETWORKS = ["tanh", "softmax"]
CHANGES = {"optimizer": "adam", "t": 3}


def squares(s, d, beta2, **_):
    return beta2 * s + d**2
