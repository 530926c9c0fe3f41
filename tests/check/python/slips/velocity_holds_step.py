NETWORKS = ["tanh", "softmax"]
CHANGES = {"optimizer": "momentum", "t": 3}


def velocity(v, d, beta1, learning_rate, **_):
    return beta1 * v - learning_rate * d


def update_W(w, step, **_):
    return w + step


def update_b(w, step, **_):
    return w + step
