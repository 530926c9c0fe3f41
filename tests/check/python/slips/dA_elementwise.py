import course

CHANGES = {"m": 4}
LAYERS = course.hidden_layers_as_wide_as_the_next


def linear_backward(dZ, W, **_):
    return W.T * dZ
