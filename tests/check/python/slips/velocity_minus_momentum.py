ID = "velocity-minus"
NETWORKS = ["tanh", "softmax"]
CHANGES = {"optimizer": "momentum", "t": 3}


def velocity(v, d, beta1, learning_rate, **_):
    return beta1 * v - (1 - beta1) * d
