NETWORKS = ["relu", "tanh"]
LAYERS = lambda network: [len(network["sizes"]) - 1]


def loss_backward(AL, Y, m, **_):
    Y = Y.reshape(m, 1)
    return -(Y / AL - (1 - Y) / (1 - AL))
