ID = "no-root-of-squares"
NETWORKS = ["tanh", "softmax"]
CHANGES = {"optimizer": "rmsprop", "beta2": 0.9, "t": 3}


def direction(d, s, epsilon, **_):
    return d / (s + epsilon)
