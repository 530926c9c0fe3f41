ID = "squares-not-kept"
NETWORKS = ["tanh", "softmax"]
CHANGES = {"optimizer": "adam", "t": 3}


def squares(s, d, beta2, **_):
    return (1 - beta2) * d**2
