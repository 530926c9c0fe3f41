import course

NETWORKS = ["tanh"]
LAYERS = course.layers_of("tanh")


def activation_backward(dA, A, **_):
    return dA * (1 - A) ** 2
