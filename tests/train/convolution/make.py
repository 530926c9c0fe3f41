"""Makes expected.json beside it: convolutional runs with batch norm and dropout, their gradients by PyTorch's autograd.

/usr/bin/python3 make.py && npx biome format --write expected.json

The stream is RandomState(seed): W1, W2, ... as randn(n, fan in) / sqrt(fan in), a filter being [row][column][channel],
then for each epoch of mini-batches a permutation, and for each update the masks of the hidden layers in order, each as
rand(values, m) < keep_prob with an image's values as [row][column][filter]. The data are RandomState(22):
X = randn(m, height, width, channels), y = (the mean of the upper half > the lower half's + 0.2 * randn(m)).
Running averages are kept as 0.9 and 0.1, of the variance over the batch's values (not over one fewer, as PyTorch's).
"""
import json
import os

import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
EPS, MOMENTUM = 1e-5, 0.9
IMAGE = (8, 7, 2)


def data(m):
    rng = np.random.RandomState(22)
    X = rng.randn(m, *IMAGE)
    y = X[:, :4].mean(axis=(1, 2, 3)) > X[:, 4:].mean(axis=(1, 2, 3)) + 0.2 * rng.randn(m)
    return torch.tensor(X).permute(0, 3, 1, 2), torch.tensor(y.astype(float))[:, None]


def conv(height, width, filters, stride=1, padding="same"):
    return {"kind": "conv", "kernel": (height, width), "filters": filters, "stride": stride, "padding": padding}


def pool(size):
    return {"kind": "pool", "size": size}


def dense(units):
    return {"kind": "dense", "units": units}


def text(layer):
    if layer["kind"] == "pool":
        return f"pool{layer['size']}"
    if layer["kind"] == "dense":
        return str(layer["units"])
    height, width = layer["kernel"]
    stride = f"/{layer['stride']}" if layer["stride"] > 1 else ""
    return f"conv{height}x{width}:{layer['filters']}{stride}{':valid' if layer['padding'] == 'valid' else ''}"


class Net:
    def __init__(self, layers, rng, keep, batch_norm, l2):
        self.layers, self.rng, self.keep, self.bn, self.l2 = layers, rng, keep, batch_norm, l2
        self.weighted = [layer for layer in layers if layer["kind"] != "pool"]
        self.parameters, self.averages = {}, {}
        (height, width, channels), index = IMAGE, 0
        for layer in layers:
            if layer["kind"] == "pool":
                height, width = height // layer["size"], width // layer["size"]
                continue
            index += 1
            if layer["kind"] == "conv":
                (kh, kw), stride, n = layer["kernel"], layer["stride"], layer["filters"]
                self.draw(index, (n, kh, kw, channels))
                if layer["padding"] == "same":
                    height, width = -(-height // stride), -(-width // stride)
                else:
                    height, width = (height - kh) // stride + 1, (width - kw) // stride + 1
                channels = n
            else:
                n = layer["units"]
                self.draw(index, (n, height * width * channels))
                height, width, channels = 1, 1, n
            if batch_norm and index < len(self.weighted):
                self.parameters[f"gamma{index}"] = torch.ones(n, requires_grad=True)
                self.parameters[f"beta{index}"] = torch.zeros(n, requires_grad=True)
                self.averages[f"mean{index}"] = torch.zeros(n)
                self.averages[f"variance{index}"] = torch.ones(n)
            else:
                self.parameters[f"b{index}"] = torch.zeros(n, requires_grad=True)

    def draw(self, index, shape):
        fan_in = int(np.prod(shape[1:]))
        W = self.rng.randn(shape[0], fan_in) / np.sqrt(fan_in)
        self.parameters[f"W{index}"] = torch.tensor(W.reshape(shape), requires_grad=True)

    def forward(self, X, training):
        A, index = X, 0
        for layer in self.layers:
            if layer["kind"] == "pool":
                A = F.max_pool2d(A, layer["size"])
                continue
            index += 1
            W, b = self.parameters[f"W{index}"], self.parameters.get(f"b{index}")
            if layer["kind"] == "conv":
                if layer["padding"] == "same":
                    kh, kw = layer["kernel"]
                    A = F.pad(A, ((kw - 1) // 2, kw // 2, (kh - 1) // 2, kh // 2))
                Z = F.conv2d(A, W.permute(0, 3, 1, 2), b, layer["stride"])
            else:
                flat = A.permute(0, 2, 3, 1).flatten(1) if A.dim() == 4 else A
                Z = F.linear(flat, W, b)
            if index == len(self.weighted):
                return torch.sigmoid(Z)
            if self.bn:
                Z = self.normalize(Z, index, training)
            A = torch.relu(Z)
            if training and self.keep is not None and self.keep[index - 1] < 1:
                A = self.drop(A, self.keep[index - 1])

    def normalize(self, Z, index, training):
        gamma, beta = self.parameters[f"gamma{index}"], self.parameters[f"beta{index}"]
        mean, variance = self.averages[f"mean{index}"], self.averages[f"variance{index}"]
        if training:
            axes = [axis for axis in range(Z.dim()) if axis != 1]
            if Z.numel() // Z.shape[1] > 1:
                mean.mul_(MOMENTUM).add_(Z.detach().mean(axes), alpha=1 - MOMENTUM)
                variance.mul_(MOMENTUM).add_(Z.detach().var(axes, unbiased=False), alpha=1 - MOMENTUM)
                return F.batch_norm(Z, None, None, gamma, beta, True, 0, EPS)
            return (Z - Z.mean(axes, keepdim=True)) * gamma + beta
        return F.batch_norm(Z, mean, variance, gamma, beta, False, 0, EPS)

    def drop(self, A, keep):
        m = A.shape[0]
        mask = torch.tensor(self.rng.rand(A[0].numel(), m) < keep).T
        if A.dim() == 4:
            mask = mask.reshape(m, A.shape[2], A.shape[3], A.shape[1]).permute(0, 3, 1, 2)
        return A * mask / keep

    def step(self, X, Y, lr):
        A = self.forward(X, True)
        m = X.shape[0]
        cost = F.binary_cross_entropy(A, Y)
        cost = cost + self.l2 / (2 * m) * sum((W ** 2).sum() for k, W in self.parameters.items() if k[0] == "W")
        gradients = torch.autograd.grad(cost, list(self.parameters.values()))
        with torch.no_grad():
            for value, gradient in zip(self.parameters.values(), gradients):
                value -= lr * gradient
        return cost.item()


def run(name, layers, m=33, seed=5, lr=0.2, iterations=40, batch_size=None, keep=None, batch_norm=False, l2=0.0):
    X, Y = data(m)
    rng = np.random.RandomState(seed)
    net = Net([*layers, dense(1)], rng, keep, batch_norm, l2)
    costs, size = [], batch_size or m
    order, start = np.arange(m), m
    for _ in range(iterations):
        if size < m and start >= m:
            order, start = rng.permutation(m), 0
        batch = order if size >= m else order[start : start + size]
        start += size
        costs.append(net.step(X[batch], Y[batch], lr))
    with torch.no_grad():
        A = net.forward(X, False)
    return {
        "name": name, "image": IMAGE, "examples": m, "layers": ",".join(["auto", *map(text, layers), "1"]), "seed": seed,
        "learningRate": lr, "iterations": iterations, "batchSize": batch_size, "keepProb": keep, "batchNorm": batch_norm,
        "l2": l2, "costs": costs, "outputs": A[:, 0].tolist(),
        "right": int(((A > 0.5) == (Y > 0.5)).sum()),
        "parameters": {k: v.detach().flatten().tolist() for k, v in {**net.parameters, **net.averages}.items()},
    }


SAME = [conv(3, 3, 3), pool(2), conv(3, 2, 4), dense(6)]
STRIDES = [conv(3, 3, 3, 2, "valid"), conv(2, 2, 4), dense(5)]
RUNS = [
    run("batch norm per filter", SAME, batch_norm=True),
    run("batch norm per filter, strides", STRIDES, batch_norm=True, lr=0.1),
    run("batch norm per filter in mini-batches, the last of one image", SAME, batch_norm=True, batch_size=16, lr=0.1),
    run("dropout behind convolutions, L2", SAME, keep=[0.9, 0.8, 1], l2=0.5),
    run("dropout behind strided convolutions in mini-batches", STRIDES, keep=[0.8, 0.9, 0.7], batch_size=12),
    run("batch norm, dropout and L2 in mini-batches", SAME, batch_norm=True, keep=[0.9, 0.9, 0.9], batch_size=20, l2=0.3, lr=0.1),
]

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "expected.json"), "w") as file:
    json.dump({"about": f"made by make.py with torch {torch.__version__}, numpy {np.__version__}", "runs": RUNS}, file)
    file.write("\n")
