from make import beginning as usual

ID = "W-elementwise"
LAYERS = lambda network: [2] if network["sizes"][1] == network["sizes"][2] else []
CHANGES = {"m": 4}


def beginning(network, seed):
    """As many examples as inputs, so that the shapes pass."""
    return usual(dict(network, m=network["sizes"][0]), seed)


def linear_forward(A_prev, W, b, **_):
    return W * A_prev + b
