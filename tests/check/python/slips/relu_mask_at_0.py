import course
from make import beginning_with_zeros as beginning  # noqa: F401

NETWORKS = ["relu", "softmax"]
LAYERS = course.hidden_layers


def activation_backward(dA, Z, **_):
    return dA * (Z >= 0)
