import course

NETWORKS = ["sigmoid", "relu"]
LAYERS = course.layers_of("sigmoid")


def activation_backward(dA, A, **_):
    return dA * (1 - A)


output_backward = activation_backward
