"""Makes expected.json beside it: runs with dropout and batch norm in NumPy, written as in the course's notebooks.

python3 make.py && npx biome format --write expected.json

The stream is RandomState(seed): W1, W2, ... as randn(n, n_prev) / sqrt(n_prev), then for each epoch of mini-batches
a permutation, and for each update the masks rand(n, m) < keep_prob of the hidden layers in order. The data are
RandomState(21): X = randn(n, m), y = (X[0] * X[1] > 0.3 * randn(m)).
"""
import json
import os

import numpy as np

EPS, MOMENTUM = 1e-5, 0.9


def data(n, m):
    rng = np.random.RandomState(21)
    X = rng.randn(n, m)
    return X, (X[0] * X[1] > 0.3 * rng.randn(m)).astype(float)[None, :]


class Net:
    def __init__(self, dims, rng, keep, batch_norm, l2):
        self.rng, self.keep, self.bn, self.l2 = rng, keep, batch_norm, l2
        self.W = [rng.randn(n, k) / np.sqrt(k) for k, n in zip(dims, dims[1:])]
        self.b = [np.zeros((n, 1)) for n in dims[1:]]
        self.gamma = [np.ones((n, 1)) for n in dims[1:-1]]
        self.beta = [np.zeros((n, 1)) for n in dims[1:-1]]
        self.mean = [np.zeros((n, 1)) for n in dims[1:-1]]
        self.var = [np.ones((n, 1)) for n in dims[1:-1]]

    def step(self, X, Y, lr):
        m, L = X.shape[1], len(self.W)
        A, cache = X, []
        for l in range(L):
            c = {"A_prev": A}
            Z = self.W[l] @ A + self.b[l]
            if l < L - 1:
                if self.bn:
                    mu, var = Z.mean(axis=1, keepdims=True), Z.var(axis=1, keepdims=True)
                    c["std"] = np.sqrt(var + EPS)
                    c["N"] = (Z - mu) / c["std"]
                    Z = self.gamma[l] * c["N"] + self.beta[l]
                    if m > 1:
                        self.mean[l] = MOMENTUM * self.mean[l] + (1 - MOMENTUM) * mu
                        self.var[l] = MOMENTUM * self.var[l] + (1 - MOMENTUM) * var
                A = np.maximum(0, Z)
                if self.keep is not None and self.keep[l] < 1:
                    c["D"] = self.rng.rand(A.shape[0], A.shape[1]) < self.keep[l]
                    A = A * c["D"] / self.keep[l]
            else:
                A = 1 / (1 + np.exp(-Z))
            c["Z"] = Z
            cache.append(c)
        cost = -(Y * np.log(A) + (1 - Y) * np.log(1 - A)).sum() / m
        cost += self.l2 / (2 * m) * sum((W ** 2).sum() for W in self.W)
        dZ, updates = A - Y, []
        for l in reversed(range(L)):
            c = cache[l]
            if l < L - 1:
                dA = self.W[l + 1].T @ dZ
                if "D" in c:
                    dA = dA * c["D"] / self.keep[l]
                dZ = dA * (c["Z"] > 0)
                if self.bn:
                    N = c["N"]
                    updates.append((self.gamma, l, (dZ * N).sum(axis=1, keepdims=True) / m))
                    updates.append((self.beta, l, dZ.sum(axis=1, keepdims=True) / m))
                    dN = dZ * self.gamma[l]
                    dZ = (m * dN - dN.sum(axis=1, keepdims=True) - N * (dN * N).sum(axis=1, keepdims=True)) / m / c["std"]
            updates.append((self.W, l, dZ @ c["A_prev"].T / m + self.l2 / m * self.W[l]))
            if not (self.bn and l < L - 1):
                updates.append((self.b, l, dZ.sum(axis=1, keepdims=True) / m))
        # only now: the layers before needed the old weights
        for group, l, gradient in updates:
            group[l] = group[l] - lr * gradient
        return cost

    def predict(self, X):
        A = X
        for l in range(len(self.W)):
            Z = self.W[l] @ A + self.b[l]
            if l == len(self.W) - 1:
                return 1 / (1 + np.exp(-Z))
            if self.bn:
                Z = self.gamma[l] * (Z - self.mean[l]) / np.sqrt(self.var[l] + EPS) + self.beta[l]
            A = np.maximum(0, Z)


def run(name, n=6, m=45, hidden=(8, 5), seed=3, lr=0.3, iterations=60, batch_size=None, keep=None, batch_norm=False, l2=0.0):
    X, Y = data(n, m)
    rng = np.random.RandomState(seed)
    net = Net([n, *hidden, 1], rng, keep, batch_norm, l2)
    costs, size = [], batch_size or m
    order, start = np.arange(m), m
    for _ in range(iterations):
        if size < m and start >= m:
            order, start = rng.permutation(m), 0
        batch = order if size >= m else order[start : start + size]
        start += size
        costs.append(net.step(X[:, batch], Y[:, batch], lr))
    A = net.predict(X)
    parameters = {f"W{l + 1}": W for l, W in enumerate(net.W)}
    for l in range(len(hidden) + 1):
        if batch_norm and l < len(hidden):
            for key in ("gamma", "beta", "mean", "var"):
                parameters[f"{key.replace('var', 'variance')}{l + 1}"] = getattr(net, key)[l]
        else:
            parameters[f"b{l + 1}"] = net.b[l]
    return {
        "name": name, "features": n, "examples": m, "hidden": hidden, "seed": seed, "learningRate": lr,
        "iterations": iterations, "batchSize": batch_size, "keepProb": keep, "batchNorm": batch_norm, "l2": l2,
        "costs": costs, "outputs": A[0].tolist(), "right": int(((A > 0.5) == (Y > 0.5)).sum()),
        "parameters": {k: v.ravel().tolist() for k, v in parameters.items()},
    }


RUNS = [
    run("dropout", keep=[0.8, 0.7]),
    run("dropout of one layer, L2", keep=[1, 0.6], l2=0.5),
    run("dropout in mini-batches", keep=[0.9, 0.9], batch_size=16),
    run("batch norm", batch_norm=True),
    run("batch norm in mini-batches, the last of one example", batch_norm=True, batch_size=11),
    run("batch norm, dropout and L2 in mini-batches", batch_norm=True, keep=[0.8, 0.8], l2=0.3, batch_size=20),
    run("batch norm and dropout of fewer examples than features", n=60, m=20, batch_norm=True, keep=[0.8, 0.9], lr=0.1),
]

with open(os.path.join(os.path.dirname(__file__), "expected.json"), "w") as file:
    json.dump({"about": f"made by make.py with numpy {np.__version__}", "runs": RUNS}, file)
    file.write("\n")
