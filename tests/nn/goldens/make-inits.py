"""Prints inits.json: /usr/bin/python3 tests/nn/goldens/make-inits.py > tests/nn/goldens/inits.json (numpy 1.24.2).

W1 and W2 of uniform initialisations from one np.random.RandomState(seed), by Keras's and PyTorch's limits.
"""
import json

import numpy as np

LIMITS = {
    "glorot-uniform": lambda n, previous: np.sqrt(6 / (previous + n)),
    "he-uniform": lambda n, previous: np.sqrt(6 / previous),
    "torch-default": lambda n, previous: 1 / np.sqrt(previous),
}


def case(init, seed, dims):
    rng = np.random.RandomState(seed)
    W = []
    for previous, n in zip(dims, dims[1:]):
        limit = LIMITS[init](n, previous)
        W.append(rng.uniform(-limit, limit, (n, previous)).flatten().tolist())
    return {"init": init, "seed": seed, "dims": dims, "W": W}


print(json.dumps([case(init, seed, dims) for init in LIMITS for seed, dims in ((1, [5, 4, 3]), (2, [7, 3, 1]))]))
