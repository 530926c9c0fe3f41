from course import softmax

ID = "activation-twice"
NETWORKS = ["softmax"]
LAYERS = lambda network: [len(network["sizes"]) - 1]


def activation_forward(Z, **_):
    return softmax(softmax(Z))
