CHANGES = {"l2": 0.7}
WHOLE = True


def penalty(weights, lambd, m, **_):
    return 0
