import course

NETWORKS = ["tanh", "quadratic"]
LAYERS = course.layers_of("tanh")


def activation_backward(dA, Z, **_):
    return dA * (1 - Z**2)
