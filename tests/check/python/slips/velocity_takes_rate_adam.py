ID = "velocity-takes-rate"
NETWORKS = ["tanh", "softmax"]
CHANGES = {"optimizer": "adam", "t": 3}


def velocity(v, d, beta1, learning_rate, **_):
    return beta1 * v + learning_rate * d
