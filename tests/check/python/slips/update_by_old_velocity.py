ID = "update-by-old-velocity"
NETWORKS = ["tanh", "softmax"]
CHANGES = {"optimizer": "momentum", "t": 3}


def direction(start, gradient, l, **_):
    return start[f"v_{gradient}{l}"]
