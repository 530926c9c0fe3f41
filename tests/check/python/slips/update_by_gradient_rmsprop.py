ID = "update-by-gradient"
NETWORKS = ["tanh", "softmax"]
CHANGES = {"optimizer": "rmsprop", "beta2": 0.9, "t": 3}


def direction(d, **_):
    return d
