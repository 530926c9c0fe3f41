ID = "dropout-scaled-twice"
NETWORKS = ["tanh", "leaky", "sigmoid"]
CHANGES = {"keep_prob": 0.7}
LAYERS = lambda network: range(1, len(network["sizes"]) - 1)


def dropout_backward(dA, D, keep_prob, **_):
    return dA * D / keep_prob / keep_prob
