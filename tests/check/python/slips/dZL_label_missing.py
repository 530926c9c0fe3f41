LAYERS = lambda network: [len(network["sizes"]) - 1]


def output_backward(A, **_):
    return A
