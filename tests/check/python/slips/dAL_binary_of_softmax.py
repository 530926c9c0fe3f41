NETWORKS = ["softmax"]
LAYERS = lambda network: [len(network["sizes"]) - 1]


def loss_backward(AL, Y, **_):
    return -(Y / AL - (1 - Y) / (1 - AL))
