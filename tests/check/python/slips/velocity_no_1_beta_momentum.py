ID = "velocity-no-1-beta"
NETWORKS = ["tanh", "softmax"]
CHANGES = {"optimizer": "momentum", "t": 3}


def velocity(v, d, beta1, learning_rate, **_):
    return beta1 * v + d
