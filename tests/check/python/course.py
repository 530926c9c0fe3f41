"""One iteration of the course's L-layer network in NumPy, in functions of which a slip replaces one.

Every function is called with all that is known at its layer, by name, and takes what it needs: a slip may take more.
"""
import re

import numpy as np


def sigmoid(Z):
    return 1 / (1 + np.exp(-Z))


def relu(Z):
    return np.maximum(0, Z)


def softmax(Z):
    e = np.exp(Z - Z.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


def leaky_relu(Z):
    return np.where(Z > 0, Z, 0.01 * Z)


# Before the iteration

def initialize_W(rng, n, p, **_):
    return rng.randn(n, p) / np.sqrt(p)


def initialize_b(rng, n, **_):
    return np.zeros((n, 1))


def prepare_inputs(X, **_):
    """What the first layer takes: A0."""
    return X


# Forward

def linear_forward(A_prev, W, b, **_):
    return np.dot(W, A_prev) + b


def activation_forward(Z, g, **_):
    return {"relu": relu, "tanh": np.tanh, "sigmoid": sigmoid, "softmax": softmax, "leaky-relu": leaky_relu}[g](Z)


def dropout_forward(A, D, keep_prob, **_):
    return A * D / keep_prob


def data_cost(AL, Y, m, output, loss, **_):
    if loss == "mse":
        return np.sum((AL - Y) ** 2) / m
    if loss == "quadratic":
        return np.sum((AL - Y) ** 2) / (2 * m)
    if output == "softmax":
        return -np.sum(Y * np.log(AL)) / m
    return -np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m


def penalty(weights, lambd, m, **_):
    return lambd / (2 * m) * sum(np.sum(W**2) for W in weights)


# Backward

def loss_backward(AL, Y, output, loss, **_):
    """dAL"""
    if loss == "mse":
        return 2 * (AL - Y)
    if loss == "quadratic":
        return AL - Y
    if output == "softmax":
        return -Y / AL
    return -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))


def output_backward(dA, A, Y, g, **_):
    """dZL"""
    if g == "softmax":
        return A - Y
    return dA * A * (1 - A)


def activation_backward(dA, Z, A, g, **_):
    """dZ of a hidden layer"""
    if g == "relu":
        return dA * (Z > 0)
    if g == "leaky-relu":
        return dA * np.where(Z > 0, 1, 0.01)
    if g == "tanh":
        return dA * (1 - np.tanh(Z) ** 2)
    return dA * sigmoid(Z) * (1 - sigmoid(Z))


def weight_gradient(dZ, A_prev, m, W, lambd, **_):
    return np.dot(dZ, A_prev.T) / m + lambd / m * W


def bias_gradient(dZ, m, **_):
    return np.sum(dZ, axis=1, keepdims=True) / m


def linear_backward(dZ, W, **_):
    """dA of the layer before; dZ and W are this layer's"""
    return np.dot(W.T, dZ)


def dropout_backward(dA, D, keep_prob, **_):
    return dA * D / keep_prob


# Update: `d` is dW or db, `w` is W or b; v and s are what the optimizer keeps

def velocity(v, d, beta1, **_):
    return beta1 * v + (1 - beta1) * d


def squares(s, d, beta2, **_):
    return beta2 * s + (1 - beta2) * d**2


def direction(d, v, s, optimizer, beta1, beta2, epsilon, epsilon_in_root, t, **_):
    if optimizer == "gd":
        return d
    if optimizer == "momentum":
        return v
    if optimizer == "rmsprop":
        return d / (np.sqrt(s) + epsilon)
    v_hat, s_hat = v / (1 - beta1**t), s / (1 - beta2**t)
    if epsilon_in_root:
        return v_hat / np.sqrt(s_hat + epsilon)
    return v_hat / (np.sqrt(s_hat) + epsilon)


def update_W(w, step, learning_rate, **_):
    return w - learning_rate * step


def update_b(w, step, learning_rate, **_):
    return w - learning_rate * step


# Layers of a network in which a slip can be made

def hidden_layers(network):
    return list(range(1, len(network["sizes"]) - 1))


def layers_of(*activations):
    def of(network):
        last = len(network["sizes"]) - 1
        return [l for l in range(1, last + 1) if network["hidden" if l < last else "output"] in activations]
    return of


def hidden_layers_as_wide_as_the_next(network):
    return [l for l in hidden_layers(network) if network["sizes"][l] == network["sizes"][l + 1]]


def layers_after_the_first(network):
    return list(range(2, len(network["sizes"])))


def layers_of_several_units(network):
    return [l for l, n in enumerate(network["sizes"]) if l > 0 and n > 1]


def iterate(network, X, Y, start, slip=None, layers=()):
    """All arrays of one iteration, by the course's names, until NumPy refuses shapes. `slip` is a module whose functions
    replace these in `layers`."""
    a = dict(start, X=X, Y=Y)
    try:
        fill(a, network, start, slip, layers)
    except ValueError as refused:
        if slip is None or not re.search("shapes|operands", str(refused)):
            raise
    return a


def fill(a, network, start, slip, layers):
    """Puts one array behind the other into `a`."""
    X, Y = a["X"], a["Y"]
    sizes, m = network["sizes"], X.shape[1]
    last = len(sizes) - 1
    known = {
        "loss": network.get("loss", "cross-entropy"), "hidden": network["hidden"], "rate_kept": network.get("keep_prob", 1.0),
        "X": X, "Y": Y, "m": m, "L": last, "lambd": network.get("l2", 0.0), "output": network["output"],
        "learning_rate": network["learning_rate"], "optimizer": network.get("optimizer", "gd"),
        "beta1": network.get("beta1", 0.9), "beta2": network.get("beta2", 0.999), "epsilon": network.get("epsilon", 1e-8),
        "epsilon_in_root": network.get("epsilon_in_root", False),
        "t": network.get("t", 1), "start": start,
    }

    def call(name, layer, **arguments):
        own = getattr(slip, name, None) if layer in layers else None
        everything = dict(known, **arguments)
        return (own or globals()[name])(**dict(everything, l=layer, arrays=a))

    def place(l):
        """What is known of a layer by now."""
        keep = network.get("keep_prob", 1.0) if 0 < l < last else 1.0
        g = None if l == 0 else (network["output"] if l == last else network["hidden"])
        names = {"W": f"W{l}", "b": f"b{l}", "Z": f"Z{l}", "A": f"A{l}", "A_prev": f"A{l - 1}", "dA": f"dA{l}",
                 "dZ": f"dZ{l}", "dW": f"dW{l}", "db": f"db{l}", "D": f"D{l}", "W_next": f"W{l + 1}"}
        return dict({key: a[name] for key, name in names.items() if name in a}, g=g, keep_prob=keep)

    a["A0"] = call("prepare_inputs", 1)
    for l in range(1, last + 1):
        a[f"Z{l}"] = call("linear_forward", l, **place(l))
        a[f"A{l}"] = call("activation_forward", l, **place(l))
        if place(l)["keep_prob"] < 1:
            a[f"A{l}"] = call("dropout_forward", l, **place(l))
    known["AL"] = a[f"A{last}"]
    known["weights"] = [a[f"W{l}"] for l in range(1, last + 1)]
    a["cost"] = np.asarray(call("data_cost", last) + (call("penalty", last) if known["lambd"] else 0))
    a[f"dA{last}"] = call("loss_backward", last)
    a[f"dZ{last}"] = call("output_backward", last, **place(last))
    for l in range(last, 0, -1):
        if l < last:
            a[f"dZ{l}"] = call("activation_backward", l, **place(l))
        a[f"dW{l}"] = call("weight_gradient", l, **place(l))
        a[f"db{l}"] = call("bias_gradient", l, **place(l))
        if l > 1:
            # The slip of a layer's dA is of the layer that the array belongs to.
            here = place(l)
            a[f"dA{l - 1}"] = call("linear_backward", l - 1, **here)
            if place(l - 1)["keep_prob"] < 1:
                a[f"dA{l - 1}"] = call("dropout_backward", l - 1, **place(l - 1))
    for l in range(1, last + 1):
        for w, d in (("W", "dW"), ("b", "db")):
            before = {k: start.get(f"{k}_{d}{l}", 0 * a[f"{w}{l}"]) for k in "vs"}
            now = dict(place(l), w=a[f"{w}{l}"], d=a[f"{d}{l}"], gradient=d, **before)
            if known["optimizer"] in ("momentum", "adam"):
                now["v"] = a[f"v_{d}{l}_new"] = call("velocity", l, **now)
            if known["optimizer"] in ("rmsprop", "adam"):
                now["s"] = a[f"s_{d}{l}_new"] = call("squares", l, **now)
            now["step"] = call("direction", l, **now)
            a[f"{w}{l}_new"] = call(f"update_{w}", l, **now)
