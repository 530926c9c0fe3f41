"""Writes the goldens of starts: python3 starts.py OUT_DIR

Each function draws W and b of a network by a mistake, from what the flags say: an initialisation and a seed.
"""
import json
import pathlib
import sys

import numpy as np

SIZES = [5, 4, 3, 2]
SEED = 30


def scale(init, n, p):
    return {"lecun-normal": 1 / np.sqrt(p), "he-normal": np.sqrt(2 / p), "normal:0.5": 0.5}[init]


def layers():
    return [(l, SIZES[l], SIZES[l - 1]) for l in range(1, len(SIZES))]


def start(draw, bias=lambda rng, n, p: np.zeros((n, 1)), seed=SEED, order=1):
    """W1, b1 … drawn layer by layer."""
    rng = np.random.RandomState(seed)
    a = {}
    for l, n, p in layers()[::order]:
        a[f"W{l}"] = draw(rng, n, p)
        a[f"b{l}"] = bias(rng, n, p)
    return a


def normal(init):
    return lambda rng, n, p: rng.randn(n, p) * scale(init, n, p)


def uniform(limit):
    def draw(rng, n, p):
        return rng.uniform(-limit(n, p), limit(n, p), (n, p))
    return draw


def in_each_layer(init):
    a = {}
    for l, n, p in layers():
        np.random.seed(SEED)
        a[f"W{l}"] = np.random.randn(n, p) * scale(init, n, p)
        a[f"b{l}"] = np.zeros((n, 1))
    return a


MISTAKES = {
    "start-lecun-normal": lambda init: start(lambda rng, n, p: rng.randn(n, p) / np.sqrt(p)),
    "start-he-normal": lambda init: start(lambda rng, n, p: rng.randn(n, p) * np.sqrt(2 / p)),
    "start-glorot-normal": lambda init: start(lambda rng, n, p: rng.randn(n, p) * np.sqrt(2 / (p + n))),
    "start-glorot-uniform": lambda init: start(uniform(lambda n, p: np.sqrt(6 / (n + p)))),
    "start-he-uniform": lambda init: start(uniform(lambda n, p: np.sqrt(6 / p))),
    "start-torch-default": lambda init: start(uniform(lambda n, p: 1 / np.sqrt(p))),
    "start-zeros": lambda init: start(lambda rng, n, p: np.zeros((n, p))),
    "start-times-0.01": lambda init: start(lambda rng, n, p: rng.randn(n, p) * 0.01),
    "start-unscaled": lambda init: start(lambda rng, n, p: rng.randn(n, p)),
    "start-over-n_prev": lambda init: start(lambda rng, n, p: rng.randn(n, p) / p),
    "start-over-root-of-n": lambda init: start(lambda rng, n, p: rng.randn(n, p) / np.sqrt(n)),
    "start-root-2-over-n_prev": lambda init: start(lambda rng, n, p: rng.randn(n, p) * np.sqrt(2) / p),
    "start-uniform": lambda init: start(lambda rng, n, p: rng.rand(n, p) * scale(init, n, p)),
    "start-transposed": lambda init: start(lambda rng, n, p: (rng.randn(p, n) * scale(init, n, p)).T),
    "start-layers-backwards": lambda init: start(normal(init), order=-1),
    "start-seed-in-each-layer": in_each_layer,
    "start-b-drawn": lambda init: start(normal(init), lambda rng, n, p: rng.randn(n, 1)),
    "start-b-drawn 0.01": lambda init: start(normal(init), lambda rng, n, p: rng.randn(n, 1) * 0.01),
    "start-b-drawn lecun": lambda init: start(normal(init), lambda rng, n, p: rng.randn(n, 1) / np.sqrt(p)),
    "start-b-drawn he": lambda init: start(normal(init), lambda rng, n, p: rng.randn(n, 1) * np.sqrt(2 / p)),
    "start-b-of-ones": lambda init: start(normal(init), lambda rng, n, p: np.ones((n, 1))),
    "start-seed-0": lambda init: start(normal(init), seed=0),
    "start-seed-3": lambda init: start(normal(init), seed=3),
    "start-seed-42": lambda init: start(normal(init), seed=42),
}

if __name__ == "__main__":
    arrays, index = {}, []
    for init in ("lecun-normal", "he-normal", "normal:0.5"):
        arrays.update({f"{init}/right/{k}": v for k, v in start(normal(init)).items()})
        for name, make in MISTAKES.items():
            if name == f"start-{init}":
                continue
            arrays.update({f"{init}/{name}/{k}": np.asfortranarray(v).copy("C") for k, v in make(init).items()})
            index.append({"id": name.split()[0], "key": f"{init}/{name}", "init": init, "seed": SEED, "sizes": SIZES})
    out = pathlib.Path(sys.argv[1])
    np.savez_compressed(out / "starts.npz", **arrays)
    (out / "starts.json").write_text("[\n" + ",\n".join(" " + json.dumps(e) for e in index) + "\n]\n")
