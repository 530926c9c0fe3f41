ID = "hidden-no-activation"
NETWORKS = ["relu", "tanh", "sigmoid", "leaky"]
LAYERS = lambda network: range(1, len(network["sizes"]) - 1)


def activation_forward(Z, **_):
    return Z


def activation_backward(dA, Z, **_):
    return dA
