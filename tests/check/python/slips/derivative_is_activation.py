import course

NETWORKS = ["relu", "tanh", "softmax", "sigmoid", "leaky"]
LAYERS = course.layers_of("relu", "tanh", "sigmoid", "leaky-relu")


def activation_backward(dA, Z, g, **_):
    return dA * course.activation_forward(Z, g)


output_backward = activation_backward
