import course

NETWORKS = ["tanh"]
LAYERS = lambda network: [l for l in course.hidden_layers(network) if network["sizes"][l] == network["sizes"][l - 1]]
ID = "tanh-derivative-of-A_prev"


def activation_backward(dA, A_prev, **_):
    return dA * (1 - A_prev**2)
