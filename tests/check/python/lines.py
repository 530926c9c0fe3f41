"""Runs lines of NumPy that the check shows: python3 lines.py CASES.json prints the cases whose results are others.

CASES has `networks`, each with its arrays in the course's layout, and `cases`: a line, the network, layer and layout that
it is of, and the arrays that it should make (in the course's layout) by their names.
"""
import json
import re
import sys

import numpy as np


def turned(name, array, layout):
    """The array as a program of that layout has it."""
    if re.match(r"(X$|Y$|A|Z|dA|dZ|D|d?b|[vs]_db)", name):
        return array.T if layout["examples"] == "rows" else array
    return array.T if "W" in name and layout["weights"] == "p×n" else array


def sigmoid(Z):
    return 1 / (1 + np.exp(-Z))


def functions(network, layout):
    axis = 0 if layout["examples"] == "columns" else 1
    return {
        "np": np, "sigmoid": sigmoid, "relu": lambda Z: np.maximum(0, Z), "leaky_relu": lambda Z: np.where(Z > 0, Z, 0.01 * Z),
        "softmax": lambda Z: np.exp(Z) / np.exp(Z).sum(axis=axis, keepdims=True),
        "gelu": lambda Z: Z * normal(Z), "gelu_prime": lambda Z: normal(Z) + Z * np.exp(-Z**2 / 2) / np.sqrt(2 * np.pi),
    }


def normal(Z):
    from math import erf
    return (1 + np.vectorize(erf)(Z / np.sqrt(2))) / 2


def names(case, network, arrays, layout):
    """All variables of a program at that layer."""
    line, l, L = case["line"], case["layer"], len(network["sizes"]) - 1
    own = {name: turned(name, array, layout) for name, array in arrays.items()}
    if "-=" in line:
        own = {name: array.copy() for name, array in own.items()}
    # dA_prev is made by the layer behind it.
    at = l + 1 if re.search(r"dA_prev|D_prev", line) else l
    d = "db" if case["own"] == "b" else "dW"
    of = {kind: own[f"{kind}{at}"] for kind in ("W", "b", "Z", "A", "dA", "dZ", "dW", "db", "D") if f"{kind}{at}" in own}
    of |= {f"{kind}_prev": own[f"{kind}{at - 1}"] for kind in ("A", "Z", "D") if f"{kind}{at - 1}" in own}
    of |= {f"{kind}L": own[f"{kind}{L}"] for kind in ("A", "Z", "dA", "dZ", "D") if f"{kind}{L}" in own}
    update = network["update"]
    hats = {"v": 1 - update["beta1"] ** update["t"], "s": 1 - update["beta2"] ** update["t"]}
    for state, correction in hats.items():
        if f"{state}_dW1" not in own:
            continue
        of[state] = own[f"{state}_{d}{at}" + ("" if re.search(rf"\b{state} = ", line) else "_new")]
        of[f"{state}_hat"] = own[f"{state}_{d}{at}_new"] / correction
        for kind in ("dW", "db"):
            for n in range(1, L + 1):
                new = own[f"{state}_{kind}{n}_new"]
                own[f"{state}_hat_{kind}{n}"], own[f"{state}_{kind}{n}"] = new / correction, new
    X, Y = own["X"], own["Y"]
    turned_round = lambda A: A[:, ::-1] if layout["examples"] == "columns" else A[::-1]
    columns = arrays["Y"]
    of |= {
        "m": arrays["X"].shape[1], "L": L, "lambd": network["l2"], "learning_rate": update["learningRate"],
        "keep_prob": min(network["keepProb"] + [1]), "epsilon": update["epsilon"], "t": update["t"],
        "beta": update["momentum"], "beta1": update["beta1"], "beta2": update["beta2"], "dampening": update["dampening"],
        "n": network["sizes"][at], "n_prev": network["sizes"][at - 1], "classes": len(columns),
        "images": arrays["X"].T * 255, "data": X, "train_X": X, "train_Y": Y, "test_X": turned_round(X), "test_Y": turned_round(Y),
        "labels": columns.argmax(axis=0) if network["output"] == "softmax" else columns,
        "parameters": {f"{kind}{n}": own[f"{kind}{n}"] for kind in "Wb" for n in range(1, L + 1)}, "seen": [],
    }
    # W and parameters["W1"] are one array.
    of |= {kind: of["parameters"][f"{kind}{at}"] for kind in "Wb"}
    return own | functions(network, layout) | of


def results(case, variables):
    """The arrays that the line has made, by the check's names."""
    line, l = case["line"], case["layer"]
    made = {}
    for target, value in [(t, variables.get(t)) for t in re.findall(r"(?:^|; )(\w+) = ", line)]:
        kind, number = re.match(r"([A-Za-z_]+?)(\d*)$", target.removesuffix("_prev").removesuffix("L")).groups()
        if target == "dAL" or target == "dZL" or target == "AL":
            kind = target[:-1]
        if kind in ("v", "s"):
            kind = f"{kind}_d{case['own']}"
        is_new = kind in ("W", "b") and (case["isUpdate"] or number and "learning_rate" in line) or kind[:2] in ("v_", "s_")
        made[target if kind in ("m", "cost", "X", "Y", "v_hat", "s_hat") or target == "A0" else f"{kind}{number or l}" + ("_new" if is_new else "")] = value
    for name in re.findall(r'parameters\["(\w+)"\]', line):
        made[f"{name}_new"] = variables["parameters"][name]
    if variables["seen"]:
        made["seen"] = np.array(variables["seen"])
    return made


def expected(name, case, network, arrays, layout, variables):
    if name in case["arrays"]:
        return turned(name, np.array(case["arrays"][name], dtype=float), layout)
    if case["isWrong"]:
        return None
    if name == "seen":
        return np.arange(1, len(network["sizes"]))
    if name == "m":
        return arrays["X"].shape[1]
    if name in ("v_hat", "s_hat"):
        return variables[name]
    return turned(name, arrays[name], layout) if name in arrays else None


def isSame(own, right):
    own, right = np.squeeze(np.asarray(own, dtype=float)), np.squeeze(np.asarray(right, dtype=float))
    if own.shape != right.shape:
        return False
    with np.errstate(all="ignore"):
        near = np.abs(own - right) <= 1e-9 * max(1, np.max(np.abs(right[np.isfinite(right)]), initial=0))
    return bool(np.all(near | (own == right) | (np.isnan(own) & np.isnan(right))))


def failure(case, network, arrays, layout):
    """What is wrong with the case's line; None where it makes what it should."""
    with np.errstate(all="ignore"):
        before, variables = (names(case, network, arrays, layout) for _ in range(2))
        if case["isStart"] and re.match("W|l = |np.random", case["line"]):
            return started(case, network, arrays, layout)
        try:
            run(case["line"].replace("…", "seen.append(l)"), variables)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        made = results(case, variables)
    pairs = [(name, value, expected(name, case, network, arrays, layout, before)) for name, value in made.items()]
    known = [(name, value, right) for name, value, right in pairs if right is not None]
    if not known:
        return "makes nothing that is known"
    for name, value, right in known:
        if not isSame(value, right):
            return f"{name} is {np.asarray(value).tolist()}, expected {np.asarray(right).tolist()}"


def run(line, variables):
    """A loop may stand behind other statements."""
    for statement in line.split("; "):
        exec(statement, variables)


def started(case, network, arrays, layout):
    """A line that draws W, for all layers one after the other."""
    np.random.seed(network["start"]["seed"])
    if "seed" in case["line"]:
        run(case["line"].replace("…", "pass"), {"np": np, "L": len(network["sizes"]) - 1})
        state = np.random.get_state()[1][:3].tolist()
        np.random.seed(network["start"]["seed"])
        return None if state == np.random.get_state()[1][:3].tolist() else "another stream"
    for l in range(1, case["layer"] + 1):
        variables = {"np": np, "n": network["sizes"][l], "n_prev": network["sizes"][l - 1]}
        run(case["line"], variables)
    right = turned("W", np.array(case["arrays"][f"W{case['layer']}"]), layout)
    return None if isSame(variables["W"], right) else "another start"


def main(path):
    with open(path) as file:
        work = json.load(file)
    networks = [(network, {k: np.array(v, dtype=float) for k, v in network["arrays"].items()}) for network in work["networks"]]
    failures = []
    for case in work["cases"]:
        problem = failure(case, *networks[case["network"]], work["layouts"][case["layout"]])
        if problem is not None:
            failures.append(f"{case['key']}: {case['line']}: {problem[:300]}")
    print(json.dumps({"failures": failures}))


main(sys.argv[1])
