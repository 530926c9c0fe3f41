import course

NETWORKS = ["relu", "tanh", "softmax", "sigmoid", "leaky", "mse"]
LAYERS = course.layers_of("relu", "tanh", "sigmoid", "leaky-relu", "softmax")


def activation_backward(dA, **_):
    return dA


output_backward = activation_backward
