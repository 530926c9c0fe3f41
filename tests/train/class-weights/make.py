"""Makes expected.json beside it: runs with class weights by PyTorch, and scikit-learn's balanced weights.

/usr/bin/python3 make.py && npx biome format --write expected.json

The stream is RandomState(seed): W1, W2 as randn(n, fan in) / sqrt(fan in), then for each epoch of mini-batches a
permutation. The data are RandomState(23): X = randn(m, features), y = how many thresholds X[:, 0] * X[:, 1] exceeds.
Costs are CrossEntropyLoss(weight, reduction='sum') / b, binary_cross_entropy(weight, reduction='sum') / b, or weighted
squares / b, of batches of b examples.
"""
import json
import os

import numpy as np
import torch
import torch.nn.functional as F
from sklearn.utils.class_weight import compute_class_weight

torch.set_default_dtype(torch.float64)


def run(name, classes, weighting, loss, features=4, hidden=6, m=60, seed=6, lr=0.3, iterations=50, batch_size=None):
    rng = np.random.RandomState(23)
    X = rng.randn(m, features)
    y = np.searchsorted([0.4, 1.2][: classes - 1], X[:, 0] * X[:, 1])
    balanced = compute_class_weight("balanced", classes=np.arange(classes), y=y)
    weights = torch.tensor(balanced if weighting == "balanced" else weighting)
    X, y, rng = torch.tensor(X), torch.tensor(y), np.random.RandomState(seed)
    units, parameters = 1 if classes == 2 else classes, {}
    for l, (n, before) in enumerate([(hidden, features), (units, hidden)], 1):
        parameters[f"W{l}"] = torch.tensor(rng.randn(n, before) / np.sqrt(before), requires_grad=True)
        parameters[f"b{l}"] = torch.zeros(n, requires_grad=True)

    def forward(X):
        A = torch.tanh(F.linear(X, parameters["W1"], parameters["b1"]))
        return F.linear(A, parameters["W2"], parameters["b2"])

    def cost_of(rows):
        Z, labels = forward(X[rows]), y[rows]
        if loss == "categorical-cross-entropy":
            total = F.cross_entropy(Z, labels, weight=weights, reduction="sum")
        elif loss == "binary-cross-entropy":
            Y = labels.to(Z.dtype)[:, None]
            total = F.binary_cross_entropy(torch.sigmoid(Z), Y, weight=weights[labels][:, None], reduction="sum")
        else:
            Y = labels.to(Z.dtype)[:, None]
            total = (weights[labels][:, None] * (torch.sigmoid(Z) - Y) ** 2).sum()
        return total / len(rows)

    costs, size, order, start = [], batch_size or m, np.arange(m), m
    for _ in range(iterations):
        if size < m and start >= m:
            order, start = rng.permutation(m), 0
        batch = order if size >= m else order[start : start + size]
        start += size
        cost = cost_of(torch.tensor(batch))
        gradients = torch.autograd.grad(cost, list(parameters.values()))
        with torch.no_grad():
            for value, gradient in zip(parameters.values(), gradients):
                value -= lr * gradient
        costs.append(cost.item())
    return {
        "name": name, "classes": classes, "counts": np.bincount(y.numpy(), minlength=classes).tolist(),
        "classWeight": weighting if weighting == "balanced" else ",".join(f"{k}={w}" for k, w in enumerate(weighting)),
        "weights": weights.tolist(), "loss": loss, "features": features, "examples": m,
        "layers": f"auto,{hidden},{units}", "seed": seed, "learningRate": lr, "iterations": iterations,
        "batchSize": batch_size, "keepProb": None, "batchNorm": False, "l2": 0, "costs": costs,
        "cost": cost_of(torch.arange(m)).item(),
        "parameters": {k: v.detach().flatten().tolist() for k, v in parameters.items()},
    }


RUNS = [
    run("one sigmoid, balanced", 2, "balanced", "binary-cross-entropy"),
    run("one sigmoid, mini-batches", 2, [0.5, 3.0], "binary-cross-entropy", batch_size=16),
    run("softmax, balanced, mini-batches", 3, "balanced", "categorical-cross-entropy", batch_size=25),
    run("softmax, named", 3, [1.0, 4.5, 0.25], "categorical-cross-entropy"),
    run("squares behind a sigmoid", 2, "balanced", "mse"),
    run("more features than examples: the dual form", 2, "balanced", "binary-cross-entropy", features=90, m=24, iterations=150, lr=0.1),
]

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "expected.json"), "w") as file:
    json.dump({"about": f"made by make.py with torch {torch.__version__}, numpy {np.__version__}", "runs": RUNS}, file)
    file.write("\n")
