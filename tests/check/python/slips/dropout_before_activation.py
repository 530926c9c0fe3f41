from course import activation_forward

NETWORKS = ["tanh", "sigmoid"]
CHANGES = {"keep_prob": 0.7}
LAYERS = lambda network: range(1, len(network["sizes"]) - 1)


def dropout_forward(Z, D, keep_prob, g, **_):
    return activation_forward(Z * D / keep_prob, g)
