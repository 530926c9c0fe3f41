NETWORKS = ["relu", "tanh"]
LAYERS = lambda network: [len(network["sizes"]) - 1]


def output_backward(A, Y, **_):
    return (A - Y) * A * (1 - A)
