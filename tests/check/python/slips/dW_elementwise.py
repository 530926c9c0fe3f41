CHANGES = {"m": 4}
LAYERS = lambda network: [l for l, (p, n) in enumerate(zip(network["sizes"], network["sizes"][1:]), 1) if n in (1, p)]


def weight_gradient(dZ, A_prev, m, **_):
    return dZ * A_prev / m
