ID = "dZL-doubled"
LAYERS = lambda network: [len(network["sizes"]) - 1]


def output_backward(A, Y, **_):
    return 2 * (A - Y)
