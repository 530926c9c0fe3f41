ID = "squares-without-decay"
NETWORKS = ["tanh", "softmax"]
CHANGES = {"optimizer": "adam", "t": 3}


def squares(s, d, beta2, **_):
    return s + d**2
