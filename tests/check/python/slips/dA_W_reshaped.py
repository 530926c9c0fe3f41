import course
import numpy as np

# One unit behind leaves nothing to mix up.
LAYERS = lambda network: [l for l in course.hidden_layers(network) if network["sizes"][l + 1] > 1]


def linear_backward(dZ, W, **_):
    n, p = W.shape
    return np.dot(W.reshape(p, n), dZ)
