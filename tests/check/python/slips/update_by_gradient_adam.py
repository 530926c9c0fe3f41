ID = "update-by-gradient"
NETWORKS = ["tanh", "softmax"]
CHANGES = {"optimizer": "adam", "t": 3}


def direction(d, **_):
    return d
