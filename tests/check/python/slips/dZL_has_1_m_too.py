import course

ID = "dZL-has-1/m-too"
NETWORKS = ["relu", "tanh", "softmax", "mse"]
LAYERS = lambda network: [len(network["sizes"]) - 1]


def output_backward(m, **known):
    return course.output_backward(**known) / m
