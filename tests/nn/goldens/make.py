"""Prints losses.json: /usr/bin/python3 tests/nn/goldens/make.py > tests/nn/goldens/losses.json (mpmath 1.2.1).

Exact cross-entropies (400 digits, rounded once) where a cost is small beside z: binary ones of soft and hard labels, and
those of class 0 of three, which is ahead by up to 600.
"""
import json

from mpmath import exp, log1p, mp, mpf

mp.dps = 400


def binary(z, y):
    return mpf(y) * log1p(exp(-mpf(z))) + (1 - mpf(y)) * log1p(exp(mpf(z)))


def of_class_0(z):
    return log1p(sum(exp(mpf(other) - mpf(z[0])) for other in z[1:]))


soft = [
    {"z": z, "y": y, "cost": float(binary(z, y))}
    for z in (-600.0, -33.6, -20.0, -3.7, 0.3, 20.0, 33.6, 600.0)
    for y in (0.0, 1e-9, 0.3, 0.5, 0.9, 1.0 - 2**-40, 1.0)
]
margins = [
    {"z": z, "cost": float(of_class_0(z))}
    for z in ([20.0, 0.0, -1.5], [33.6, -2.0, -2.0], [-1.0, -38.5, -600.0], [600.0, 0.5, 0.25], [4.0, 4.0, 4.0])
]
print(json.dumps({"soft": soft, "margins": margins}))
