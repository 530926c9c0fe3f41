ID = "velocity-beta-twice"
NETWORKS = ["tanh", "softmax"]
CHANGES = {"optimizer": "momentum", "t": 3}


def velocity(v, d, beta1, **_):
    return beta1 * v + beta1 * d
