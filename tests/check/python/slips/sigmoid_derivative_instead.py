import course

NETWORKS = ["relu", "tanh", "softmax", "leaky"]
LAYERS = course.layers_of("relu", "tanh", "leaky-relu")


def activation_backward(dA, Z, **_):
    s = course.sigmoid(Z)
    return dA * s * (1 - s)
