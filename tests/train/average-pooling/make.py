"""Makes expected.json beside it: networks with average pooling and gelu, their gradients by PyTorch's autograd.

/usr/bin/python3 make.py && npx biome format --write expected.json

The stream is RandomState(seed): W1, W2, ... as randn(n, fan in) / sqrt(fan in), a filter being [row][column][channel],
then for each epoch of mini-batches a permutation. The data are RandomState(24): X = randn(m, height, width, channels),
y = the mean of the upper half > that of the lower half.
"""
import json
import os

import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
IMAGE = (8, 7, 2)


def image_of(A):
    return A.permute(0, 3, 1, 2)


def run(name, layers, m=24, seed=8, lr=0.3, iterations=40, batch_size=None, l2=0.0):
    """layers: ("conv", side, filters), ("avgpool", size), ("pool", size), ("dense", units)"""
    data = np.random.RandomState(24).randn(m, *IMAGE)
    Y = torch.tensor((data[:, :4].mean(axis=(1, 2, 3)) > data[:, 4:].mean(axis=(1, 2, 3))).astype(float))[:, None]
    X, rng = image_of(torch.tensor(data)), np.random.RandomState(seed)
    parameters, (height, width, channels), index = {}, IMAGE, 0
    for kind, size, *filters in [*layers, ("dense", 1)]:
        if kind in ("avgpool", "pool"):
            height, width = height // size, width // size
            continue
        index += 1
        shape = (filters[0], size, size, channels) if kind == "conv" else (size, height * width * channels)
        fan_in = int(np.prod(shape[1:]))
        W = rng.randn(shape[0], fan_in) / np.sqrt(fan_in)
        parameters[f"W{index}"] = torch.tensor(W.reshape(shape), requires_grad=True)
        parameters[f"b{index}"] = torch.zeros(shape[0], requires_grad=True)
        channels = shape[0]
        if kind == "dense":
            height = width = 1

    def forward(A):
        index = 0
        for kind, size, *_ in [*layers, ("dense", 1)]:
            if kind == "avgpool":
                A = F.avg_pool2d(A, size)
                continue
            if kind == "pool":
                A = F.max_pool2d(A, size)
                continue
            index += 1
            W, b = parameters[f"W{index}"], parameters[f"b{index}"]
            if kind == "conv":
                before, after = (size - 1) // 2, size // 2
                A = F.conv2d(F.pad(A, (before, after, before, after)), image_of(W), b)
            else:
                A = F.linear(A.permute(0, 2, 3, 1).flatten(1) if A.dim() == 4 else A, W, b)
            A = F.gelu(A) if index < len(parameters) // 2 else torch.sigmoid(A)
        return A

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

    def token(kind, size, *filters):
        return str(size) if kind == "dense" else f"conv{size}:{filters[0]}" if kind == "conv" else f"{kind}{size}"

    return {
        "name": name, "image": IMAGE, "examples": m, "layers": ",".join(["auto", *(token(*l) for l in layers), "1"]),
        "seed": seed, "learningRate": lr, "iterations": iterations, "batchSize": batch_size, "keepProb": None,
        "batchNorm": False, "l2": l2, "costs": costs, "gradients": first, "outputs": A[:, 0].tolist(),
        "right": int(((A > 0.5) == (Y > 0.5)).sum()),
        "parameters": {k: v.detach().flatten().tolist() for k, v in parameters.items()},
    }


RUNS = [
    run("a convolution, average pooling and gelu", [("conv", 3, 4), ("avgpool", 2), ("dense", 6)]),
    run("average pooling of the input, rows and columns left out", [("avgpool", 3), ("dense", 5)]),
    run(
        "average behind max-pooling, mini-batches and L2",
        [("conv", 2, 3), ("pool", 2), ("conv", 3, 4), ("avgpool", 3), ("dense", 4)],
        batch_size=7, l2=0.2, lr=0.1,
    ),
]

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "expected.json"), "w") as file:
    json.dump({"about": f"made by make.py with torch {torch.__version__}, numpy {np.__version__}", "runs": RUNS}, file)
    file.write("\n")
