ID = "velocity-betas-swapped"
NETWORKS = ["tanh", "softmax"]
CHANGES = {"optimizer": "adam", "t": 3}


def velocity(v, d, beta1, learning_rate, **_):
    return (1 - beta1) * v + beta1 * d
