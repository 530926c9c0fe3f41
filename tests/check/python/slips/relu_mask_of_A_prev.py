import course

NETWORKS = ["relu", "softmax", "leaky"]
LAYERS = lambda network: [l for l in course.hidden_layers(network) if network["sizes"][l] == network["sizes"][l - 1]]
ID = "relu-mask-of-A_prev"


def activation_backward(dA, A_prev, **_):
    return dA * (A_prev > 0)
