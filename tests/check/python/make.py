"""Writes the goldens of the slips: python3 make.py OUT_DIR [slip …]

For each slip, network and place (each layer alone, and all where there are several) the arrays that its numbers change,
and a list of these places.
Arrays that are right stand in right.npz, where slips share a network, and in the slip's file where they do not. The JSON
beside each npz says where in its values an array begins, and its shape.
A slip's module may say: ID (its file's name with - for _ unless said), NETWORKS (the kinds it is made in; relu, tanh and
softmax unless said), LAYERS(network) (layers it can be made in; all unless said), CHANGES (settings of
the networks: l2, keep_prob, optimizer …), WHOLE = True (it is of no layer), TOGETHER = True (in all its layers or none).
"""
import importlib.util
import json
import pathlib
import sys

import numpy as np

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE))
from course import initialize_W, initialize_b, iterate  # noqa: E402

# Square layers let wrong products pass; three shapes, three kinds of network.
SHAPES = [([5, 4, 3], 7), ([4, 4, 4], 6), ([3, 6, 2], 9)]
USUAL = ("relu", "tanh", "softmax")
KINDS = {
    "relu": {"hidden": "relu", "output": "sigmoid", "classes": 1},
    "tanh": {"hidden": "tanh", "output": "sigmoid", "classes": 1},
    "softmax": {"hidden": "relu", "output": "softmax", "classes": 3},
    "sigmoid": {"hidden": "sigmoid", "output": "sigmoid", "classes": 1},
    "leaky": {"hidden": "leaky-relu", "output": "sigmoid", "classes": 1},
    "mse": {"hidden": "relu", "output": "sigmoid", "classes": 1, "loss": "mse"},
    "quadratic": {"hidden": "tanh", "output": "sigmoid", "classes": 2, "loss": "quadratic"},
}


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def networks(module):
    for kind in getattr(module, "NETWORKS", USUAL):
        for shape, (sizes, m) in enumerate(SHAPES):
            settings = dict(KINDS[kind])
            yield f"{kind}-{shape + 1}", {
                "sizes": [*sizes, settings.pop("classes")], **settings,
                "m": m, "learning_rate": 0.05, **getattr(module, "CHANGES", {}),
            }


def beginning(network, seed):
    """X, Y and the start of an iteration in the midst of training: biases are not 0."""
    rng = np.random.RandomState(seed)
    sizes, m = network["sizes"], network["m"]
    start = {}
    for l in range(1, len(sizes)):
        start[f"W{l}"] = initialize_W(rng=rng, n=sizes[l], p=sizes[l - 1])
        start[f"b{l}"] = 0.1 * rng.randn(sizes[l], 1)
    X = rng.randn(sizes[0], m)
    labels = rng.randint(0, max(2, sizes[-1]), m)
    labels[:2] = [0, 1]
    Y = labels.reshape(1, m).astype(float) if sizes[-1] == 1 else np.eye(sizes[-1])[labels].T
    keep = network.get("keep_prob", 1.0)
    if keep < 1:
        for l in range(1, len(sizes) - 1):
            start[f"D{l}"] = (rng.rand(sizes[l], m) < keep).astype(float)
    if network.get("optimizer", "gd") != "gd":
        for l in range(1, len(sizes)):
            for d, w in (("dW", "W"), ("db", "b")):
                start[f"v_{d}{l}"] = 0.01 * rng.randn(*start[f"{w}{l}"].shape)
                if network["optimizer"] in ("rmsprop", "adam"):
                    start[f"s_{d}{l}"] = 0.01 * rng.rand(*start[f"{w}{l}"].shape)
    return X, Y, start


def beginning_with_zeros(network, seed):
    """A beginning at which the first example gives a Z of 0 in every layer."""
    X, Y, start = beginning(network, seed)
    X[:, 0] = 0
    return X, Y, {name: 0 * array if name[0] == "b" else array for name, array in start.items()}


def places(module, network):
    last = len(network["sizes"]) - 1
    able = list(getattr(module, "LAYERS", lambda network: range(1, last + 1))(network))
    if getattr(module, "WHOLE", False):
        return [list(range(1, last + 1))]
    if getattr(module, "TOGETHER", False):
        return [able]
    return [[l] for l in able] + ([able] if len(able) > 1 else [])


def shares_network(module):
    return not hasattr(module, "CHANGES") and not hasattr(module, "beginning")


class Values:
    """The values of distinct arrays, one behind the other: thousands of small arrays would be mostly names in an npz."""

    def __init__(self):
        self.parts, self.offsets, self.size = [], {}, 0

    def places(self, arrays):
        """Offset and shape of each."""
        return {name: [self.offset(np.asarray(array, dtype=float)), *np.shape(array)] for name, array in arrays.items()}

    def offset(self, array):
        key = array.tobytes()
        if key not in self.offsets:
            self.offsets[key] = self.size
            self.parts.append(array.ravel())
            self.size += array.size
        return self.offsets[key]

    def write(self, out, stem, about):
        np.savez_compressed(out / f"{stem}.npz", values=np.concatenate(self.parts))
        (out / f"{stem}.json").write_text(json.dumps(about, separators=(",", ":")) + "\n")


def write_right(out):
    """The arrays of a right iteration of each usual network."""
    values, right = Values(), {}
    for kind in KINDS:
        for name, network in networks(type("Everything", (), {"NETWORKS": [kind]})):
            right[name] = values.places(iterate(network, *beginning(network, 1)))
    values.write(out, "right", right)


def write_slip(out, stem, module):
    """The arrays that the slip changes, and the places where it was made."""
    values, made = Values(), []
    for name, network in networks(module):
        X, Y, start = getattr(module, "beginning", beginning)(network, 1)
        right = iterate(network, X, Y, start)
        slips = []
        for layers in places(module, network):
            with np.errstate(all="ignore"):
                wrong = iterate(network, X, Y, start, module, layers)
            differing = {k: v for k, v in wrong.items() if v.shape != right[k].shape or not np.array_equal(v, right[k])}
            if differing:
                slips.append({"layers": layers, "unmade": [k for k in right if k not in wrong],
                              "arrays": values.places(differing)})
        own = {} if shares_network(module) else {"right": values.places(right)}
        if slips:
            made.append({"name": name, "network": network, **own, "slips": slips})
    about = {"id": getattr(module, "ID", stem.replace("_", "-")), "whole": getattr(module, "WHOLE", False)}
    values.write(out, stem, {**about, "made": made})


def main(out, only):
    write_right(out)
    for path in sorted((HERE / "slips").glob("*.py")):
        if not only or path.stem in only:
            write_slip(out, path.stem, load(path))


if __name__ == "__main__":
    directory, *chosen = sys.argv[1:]
    main(pathlib.Path(directory), chosen)
