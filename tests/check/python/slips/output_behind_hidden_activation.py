import course

LAYERS = lambda network: [len(network["sizes"]) - 1]


def activation_forward(Z, g, hidden, **_):
    return course.activation_forward(course.activation_forward(Z, hidden), g)
