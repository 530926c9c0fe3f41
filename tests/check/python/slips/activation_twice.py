from course import activation_forward as usual

NETWORKS = ["tanh", "sigmoid", "leaky"]


def activation_forward(Z, g, **_):
    return usual(usual(Z, g), g)
