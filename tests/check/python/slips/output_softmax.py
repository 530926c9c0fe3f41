import course

NETWORKS = ["relu", "tanh", "quadratic"]
LAYERS = lambda network: [len(network["sizes"]) - 1]


def activation_forward(Z, **_):
    return course.softmax(Z)
