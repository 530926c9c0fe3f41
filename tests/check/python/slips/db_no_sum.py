def bias_gradient(dZ, m, **_):
    return dZ / m
