NETWORKS = ["relu", "tanh", "softmax", "quadratic"]
LAYERS = lambda network: [len(network["sizes"]) - 1]


def loss_backward(AL, Y, **_):
    return 2 * (AL - Y)
