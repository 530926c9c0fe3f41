import course

NETWORKS = ["relu", "tanh", "softmax", "sigmoid", "leaky"]
LAYERS = course.layers_of("relu", "tanh", "sigmoid", "leaky-relu")


def activation_backward(dA, Z, **_):
    return dA * Z


output_backward = activation_backward
