import course

NETWORKS = ["tanh", "sigmoid", "leaky"]
LAYERS = course.hidden_layers


def activation_backward(dA, **known):
    return course.activation_backward(course.activation_backward(dA, **known), **known)
