import course

NETWORKS = ["relu", "tanh", "softmax", "leaky"]
LAYERS = course.layers_of("relu", "tanh", "leaky-relu")


def activation_backward(dA, A, **_):
    return dA * A * (1 - A)
