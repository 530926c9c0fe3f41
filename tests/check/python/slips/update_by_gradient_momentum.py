ID = "update-by-gradient"
NETWORKS = ["tanh", "softmax"]
CHANGES = {"optimizer": "momentum", "t": 3}


def direction(d, **_):
    return d
