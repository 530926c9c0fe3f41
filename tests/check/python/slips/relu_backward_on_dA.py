import course

NETWORKS = ["relu", "softmax", "leaky"]
LAYERS = course.layers_of("relu", "leaky-relu")


def activation_backward(dA, **_):
    return dA * (dA > 0)
