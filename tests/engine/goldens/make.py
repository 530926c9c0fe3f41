"""Prints gelu.json: /usr/bin/python3 tests/engine/goldens/make.py > tests/engine/goldens/gelu.json (torch 1.13.0, mpmath 1.2.1).

"gelu" and "slope" are exact (mpmath, 60 digits); "torch" and "torchSlope" are what torch.nn.functional.gelu computes in
float64, with the rounding errors of its 1 + erf.
"""
import json

import mpmath
import torch

mpmath.mp.dps = 60

NEAR = [i / 8 for i in range(-32, 33)]
EDGES = [s * e for e in (1.1932426932522988, 1.7677669529663687, 4.040610178208843) for s in (1, -1)]
FAR = [s * e for e in (1e-300, 1e-20, 1e-8, 0.3, 5.1, 6.75, 8.3, 12.1, 25.7, 37.2) for s in (1, -1)]
z = sorted(NEAR + EDGES + FAR)


def cdf(x):
    return mpmath.erfc(-mpmath.mpf(x) / mpmath.sqrt(2)) / 2


def density(x):
    return mpmath.exp(-mpmath.mpf(x) ** 2 / 2) / mpmath.sqrt(2 * mpmath.pi)


Z = torch.tensor(z, dtype=torch.float64, requires_grad=True)
A = torch.nn.functional.gelu(Z)
A.sum().backward()
print(
    json.dumps(
        {
            "z": z,
            "gelu": [float(x * cdf(x)) for x in z],
            "slope": [float(cdf(x) + x * density(x)) for x in z],
            "torch": A.tolist(),
            "torchSlope": Z.grad.tolist(),
        }
    )
)
