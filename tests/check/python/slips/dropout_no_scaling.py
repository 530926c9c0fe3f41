NETWORKS = ["tanh", "leaky", "sigmoid"]
CHANGES = {"keep_prob": 0.7}
LAYERS = lambda network: range(1, len(network["sizes"]) - 1)


def dropout_forward(A, D, keep_prob, **_):
    return A * D


def dropout_backward(dA, D, keep_prob, **_):
    return dA * D
