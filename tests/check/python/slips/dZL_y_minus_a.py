ID = "dZL-y-minus-a"
LAYERS = lambda network: [len(network["sizes"]) - 1]


def output_backward(A, Y, **_):
    return Y - A
