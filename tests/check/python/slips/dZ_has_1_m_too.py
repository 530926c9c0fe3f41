import course

ID = "dZ-has-1/m-too"
LAYERS = course.hidden_layers


def activation_backward(m, **known):
    return course.activation_backward(**known) / m
