from course import hidden_layers, sigmoid

NETWORKS = ["tanh"]
LAYERS = hidden_layers


def activation_backward(dA, Z, **_):
    A = sigmoid(Z)
    return dA * (1 - A**2)
