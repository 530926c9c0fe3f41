"""Writes whole programs' arrays: python3 works.py OUT_DIR

float32/*.npz: iterations computed in float32 throughout, right and with one slip, as a notebook saves them.
pairs.npz, pairs.json: iterations with two slips at once, the arrays that they change (see make.py for the form).
"""
import itertools
import pathlib
import sys

import numpy as np

from make import HERE, SHAPES, KINDS, Values, beginning, load, places
import course

RATE = 0.05
USUAL = ("relu", "tanh", "softmax")
# From all families, each in an array of its own.
PAIRED = [
    "no_bias", "bias_twice", "hidden_sigmoid", "output_tanh", "cost_no_minus", "cost_no_1_m", "dAL_sign", "dAL_plus",
    "derivative_missing", "tanh_derivative_of_sigmoid", "relu_backward_on_dA", "dZL_has_1_m_too", "dA_W_missing",
    "dA_has_1_m_too", "dW_no_1_m", "dW_over_n", "dW_of_dA", "db_no_1_m", "db_of_dA", "update_plus", "update_no_rate",
    "b_not_updated",
]
SINGLE = ["no_bias", "dAL_sign", "derivative_missing", "dW_no_1_m", "db_over_n", "update_plus"]


def network_of(kind, sizes, m):
    settings = dict(KINDS[kind])
    return {"sizes": [*sizes, settings.pop("classes")], **settings, "m": m, "learning_rate": RATE}


class Both:
    """Two slips at once, each in its layer: a module as `course.iterate` takes one."""

    def __init__(self, *slips):
        self.slips = slips

    def __getattr__(self, name):
        def called(l, **known):
            for module, layer in self.slips:
                if l == layer and hasattr(module, name):
                    return getattr(module, name)(l=l, **known)
            return getattr(course, name)(l=l, **known)
        return called

    @property
    def layers(self):
        return [layer for _, layer in self.slips]


def functions(module):
    return {name for name in vars(module) if name in vars(course) and callable(getattr(module, name))}


def applies(module, kind):
    return kind in getattr(module, "NETWORKS", USUAL) and not hasattr(module, "CHANGES")


def pairs_of(kind, network, rng):
    """Each two slips that this network can have, in drawn layers."""
    modules = [module for name in PAIRED if applies(module := load(HERE / "slips" / f"{name}.py"), kind)]
    for first, second in itertools.combinations(modules, 2):
        chosen = [(module, places(module, network)) for module in (first, second)]
        placed = [(module, able[rng.randint(len(able))][-1]) for module, able in chosen if able]
        if len(placed) < 2 or (placed[0][1] == placed[1][1] and functions(first) & functions(second)):
            continue
        yield placed


def write_pairs(out):
    values, made, rng = Values(), [], np.random.RandomState(3)
    for kind in USUAL:
        for shape, (sizes, m) in enumerate(SHAPES):
            network = network_of(kind, sizes, m)
            start = beginning(network, 2)
            right = course.iterate(network, *start)
            pairs = []
            for placed in pairs_of(kind, network, rng):
                both = Both(*placed)
                with np.errstate(all="ignore"):
                    wrong = course.iterate(network, *start, both, both.layers)
                differing = {k: v for k, v in wrong.items() if k not in right or not np.array_equal(v, right[k])}
                if set(wrong) == set(right) and all(np.isfinite(v).all() for v in wrong.values()):
                    ids = [getattr(module, "ID", module.__name__.replace("_", "-")) for module, _ in placed]
                    pairs.append({"ids": ids, "layers": both.layers, "arrays": values.places(differing)})
            made.append({"name": f"{kind}-{shape + 1}", "network": network, "right": values.places(right), "pairs": pairs})
    values.write(out, "pairs", {"made": made})


def float32(arrays):
    return {name: np.asarray(array, dtype=np.float32) for name, array in arrays.items()}


def write_float32(out):
    out.mkdir(exist_ok=True)
    for kind in USUAL:
        for sizes, m, chosen in (([5, 4, 3], 7, SINGLE), ([60, 20, 7], 209, ["dW_no_1_m"])):
            network = network_of(kind, sizes, m)
            X, Y, start = beginning(network, 4)
            start = float32(start)
            X, Y = np.float32(X), np.float32(Y)
            for slip, module in [("right", None), *((name, load(HERE / "slips" / f"{name}.py")) for name in chosen)]:
                # The last layer that can have it.
                layers = [] if module is None else [places(module, network)[0][-1]]
                arrays = course.iterate(network, X, Y, start, module, layers)
                kept = {k: v for k, v in arrays.items() if k not in ("A0",)}
                # NumPy divides the sum of a cost, one number, in float64.
                wide = [k for k, v in kept.items() if k != "cost" and v.dtype != np.float32]
                assert not wide, (kind, slip, wide)
                np.savez_compressed(out / f"{kind}-{m}-{slip.replace('_', '-')}.npz", **kept)


if __name__ == "__main__":
    directory = pathlib.Path(sys.argv[1])
    directory.mkdir(exist_ok=True)
    write_pairs(directory)
    write_float32(directory / "float32")
