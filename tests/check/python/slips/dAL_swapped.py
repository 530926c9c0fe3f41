LAYERS = lambda network: [len(network["sizes"]) - 1]


def loss_backward(AL, Y, output, **_):
    if output == "softmax":
        return -AL / Y
    return -(AL / Y - (1 - AL) / (1 - Y))
