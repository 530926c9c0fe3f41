"""Makes expected.json beside it: dense runs with gelu, their gradients by PyTorch's autograd.

/usr/bin/python3 make.py && npx biome format --write expected.json

The stream is RandomState(seed): W1, W2, ... as randn(n, fan in) / sqrt(fan in), then for each epoch of mini-batches a
permutation. The data are RandomState(23): X = randn(m, features), y = X[:, 0] * X[:, 1] > 0.1.
"""
import json
import os

import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


def run(name, features, hidden, m=30, seed=6, lr=0.3, iterations=50, batch_size=None, l2=0.0):
    rng = np.random.RandomState(23)
    X = rng.randn(m, features)
    Y = torch.tensor((X[:, 0] * X[:, 1] > 0.1).astype(float))[:, None]
    X, rng = torch.tensor(X), np.random.RandomState(seed)
    sizes, parameters = [features, *hidden, 1], {}
    for l, n in enumerate(sizes[1:], 1):
        W = rng.randn(n, sizes[l - 1]) / np.sqrt(sizes[l - 1])
        parameters[f"W{l}"] = torch.tensor(W, requires_grad=True)
        parameters[f"b{l}"] = torch.zeros(n, requires_grad=True)

    def forward(A):
        for l in range(1, len(sizes) - 1):
            A = F.gelu(F.linear(A, parameters[f"W{l}"], parameters[f"b{l}"]))
        return torch.sigmoid(F.linear(A, parameters[f"W{len(sizes) - 1}"], parameters[f"b{len(sizes) - 1}"]))

    costs, first, size, order, start = [], None, batch_size or m, np.arange(m), m
    for _ in range(iterations):
        if size < m and start >= m:
            order, start = rng.permutation(m), 0
        batch = order if size >= m else order[start : start + size]
        start += size
        cost = F.binary_cross_entropy(forward(X[batch]), Y[batch])
        cost = cost + l2 / (2 * len(batch)) * sum((W**2).sum() for k, W in parameters.items() if k[0] == "W")
        gradients = torch.autograd.grad(cost, list(parameters.values()))
        if first is None:
            first = {k: g.flatten().tolist() for k, g in zip(parameters, gradients)}
        with torch.no_grad():
            for value, gradient in zip(parameters.values(), gradients):
                value -= lr * gradient
        costs.append(cost.item())
    with torch.no_grad():
        A = forward(X)
    return {
        "name": name, "features": features, "examples": m, "layers": ",".join(map(str, ["auto", *hidden, 1])),
        "seed": seed, "learningRate": lr, "iterations": iterations, "batchSize": batch_size, "keepProb": None,
        "batchNorm": False, "l2": l2, "costs": costs, "gradients": first, "outputs": A[:, 0].tolist(),
        "right": int(((A > 0.5) == (Y > 0.5)).sum()),
        "parameters": {k: v.detach().flatten().tolist() for k, v in parameters.items()},
    }


RUNS = [
    run("two hidden layers", 4, [6, 5]),
    run("mini-batches and L2", 4, [7, 3], batch_size=8, l2=0.2),
    run("more features than examples: the dual form", 90, [4, 3], m=12, iterations=150, lr=0.1),
]

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "expected.json"), "w") as file:
    json.dump({"about": f"made by make.py with torch {torch.__version__}, numpy {np.__version__}", "runs": RUNS}, file)
    file.write("\n")
