import course

NETWORKS = ["tanh"]
LAYERS = course.layers_of("tanh")


def activation_forward(Z, **_):
    return 2 * course.sigmoid(Z) - 1
