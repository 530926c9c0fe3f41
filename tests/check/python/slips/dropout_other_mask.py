import numpy as np

NETWORKS = ["tanh", "leaky", "sigmoid"]
CHANGES = {"keep_prob": 0.7}
LAYERS = lambda network: range(1, len(network["sizes"]) - 1)


def dropout_forward(A, keep_prob, l, **_):
    D = np.random.RandomState(l).rand(*A.shape) < keep_prob
    return A * D / keep_prob
