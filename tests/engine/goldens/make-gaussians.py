"""Prints gaussians.json: /usr/bin/python3 tests/engine/goldens/make-gaussians.py > tests/engine/goldens/gaussians.json

The first 20,000 Gaussians of np.random.RandomState(seed) for 50 seeds (numpy 1.24.2, glibc 2.36): for each seed the
SHA-256 of their bytes (float64, little-endian), and where a draw with a correctly rounded logarithm (mpmath 1.2.1)
differs from NumPy's, as [index, units in the last place]. So the bytes that NumPy drew can be checked without them.
"""
import hashlib
import json

import numpy as np
from mpmath import log, mp

mp.prec = 160
DRAWS = 20_000
SEEDS = [*range(40), *(2**k - 1 for k in range(14, 33, 2))]


def rounded(seed):
    """The polar method of numpy's legacy generator; each log is rounded once."""
    pairs = 2 * np.random.RandomState(seed).random_sample((DRAWS, 2)) - 1
    r2 = pairs[:, 0] * pairs[:, 0] + pairs[:, 1] * pairs[:, 1]
    inside = (r2 < 1) & (r2 != 0)
    pairs, r2 = pairs[inside][: DRAWS // 2], r2[inside][: DRAWS // 2]
    logs = np.array([float(log(r)) for r in r2.tolist()])
    factor = np.sqrt(-2.0 * logs / r2)
    return (factor[:, None] * pairs[:, ::-1]).reshape(-1)


def case(seed):
    numpys = np.random.RandomState(seed).randn(DRAWS)
    units = numpys.view(np.int64) - rounded(seed).view(np.int64)
    where = np.flatnonzero(units)
    return {
        "seed": seed,
        "sha256": hashlib.sha256(numpys.astype("<f8").tobytes()).hexdigest(),
        "differences": [[int(i), int(units[i])] for i in where],
    }


print(json.dumps({"draws": DRAWS, "cases": [case(seed) for seed in SEEDS]}))
