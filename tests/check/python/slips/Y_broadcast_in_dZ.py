ID = "Y-broadcast"
NETWORKS = ["relu", "tanh"]
LAYERS = lambda network: [len(network["sizes"]) - 1]


def output_backward(AL, Y, m, **_):
    return AL - Y.reshape(m, 1)
