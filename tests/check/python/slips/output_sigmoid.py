import course

NETWORKS = ["softmax"]
LAYERS = lambda network: [len(network["sizes"]) - 1]


def activation_forward(Z, **_):
    return course.sigmoid(Z)
