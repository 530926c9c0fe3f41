ID = "dZL-squared"
LAYERS = lambda network: [len(network["sizes"]) - 1]


def output_backward(A, Y, **_):
    return (A - Y) ** 2
