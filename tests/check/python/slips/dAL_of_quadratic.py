NETWORKS = ["relu", "tanh", "softmax", "mse"]
LAYERS = lambda network: [len(network["sizes"]) - 1]


def loss_backward(AL, Y, **_):
    return AL - Y
