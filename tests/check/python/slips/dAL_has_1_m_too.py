import course

ID = "dAL-has-1/m-too"
NETWORKS = ["relu", "tanh", "softmax", "mse"]
LAYERS = lambda network: [len(network["sizes"]) - 1]


def loss_backward(m, **known):
    return course.loss_backward(**known) / m
