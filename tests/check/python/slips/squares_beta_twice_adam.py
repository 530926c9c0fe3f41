ID = "squares-beta-twice"
NETWORKS = ["tanh", "softmax"]
CHANGES = {"optimizer": "adam", "t": 3}


def squares(s, d, beta2, **_):
    return beta2 * s + beta2 * d**2
