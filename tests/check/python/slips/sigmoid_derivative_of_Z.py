import course

NETWORKS = ["sigmoid", "mse"]
LAYERS = course.layers_of("sigmoid")


def activation_backward(dA, Z, **_):
    return dA * Z * (1 - Z)


output_backward = activation_backward
