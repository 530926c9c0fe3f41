import course

NETWORKS = ["sigmoid", "relu"]
LAYERS = course.layers_of("sigmoid")


def activation_backward(dA, A, **_):
    s = course.sigmoid(A)
    return dA * s * (1 - s)


output_backward = activation_backward
