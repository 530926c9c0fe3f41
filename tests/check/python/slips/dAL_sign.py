LAYERS = lambda network: [len(network["sizes"]) - 1]


def loss_backward(AL, Y, output, **_):
    if output == "softmax":
        return Y / AL
    return Y / AL - (1 - Y) / (1 - AL)
