from course import sigmoid

NETWORKS = ["tanh"]
LAYERS = lambda network: range(1, len(network["sizes"]) - 1)


def activation_backward(dA, Z, **_):
    A = sigmoid(Z)
    return dA * (1 - A**2)
