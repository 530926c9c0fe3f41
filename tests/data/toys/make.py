"""Prints points.json: /usr/bin/python3 tests/data/toys/make.py > tests/data/toys/points.json (numpy 1.24.2, scikit-learn 1.2.1)."""
import json

import numpy as np
from sklearn.datasets import make_blobs, make_circles, make_moons


def flower(m, noise, seed):
    """load_planar_dataset of the course's planar_utils, its 0.2 as `noise`."""
    np.random.seed(seed)
    N = int(m / 2)
    X = np.zeros((m, 2))
    Y = np.zeros((m, 1), dtype="uint8")
    a = 4
    for j in range(2):
        ix = range(N * j, N * (j + 1))
        t = np.linspace(j * 3.12, (j + 1) * 3.12, N) + np.random.randn(N) * noise
        r = a * np.sin(4 * t) + np.random.randn(N) * noise
        X[ix] = np.c_[r * np.sin(t), r * np.cos(t)]
        Y[ix] = j
    return X, Y.ravel()


def spirals(m, noise, seed, K):
    """The spiral data of the CS231n notes."""
    np.random.seed(seed)
    N = m // K
    X = np.zeros((N * K, 2))
    y = np.zeros(N * K, dtype="uint8")
    for j in range(K):
        ix = range(N * j, N * (j + 1))
        r = np.linspace(0.0, 1, N)
        t = np.linspace(j * 4, (j + 1) * 4, N) + np.random.randn(N) * noise
        X[ix] = np.c_[r * np.sin(t), r * np.cos(t)]
        y[ix] = j
    return X, y


def case(source, points):
    X, y = points
    return {"source": source, "values": X.ravel().tolist(), "labels": y.tolist()}


cases = [
    case("moons:examples=21,noise=0.1,seed=7", make_moons(21, noise=0.1, random_state=7)),
    case("moons:examples=40,noise=0,seed=0", make_moons(40, noise=0, random_state=0)),
    case("circles:examples=21,noise=0.1,seed=5,factor=0.5,test=0", make_circles(21, noise=0.1, factor=0.5, random_state=5)),
    case("circles:examples=2,noise=0,seed=4294967295,factor=0,test=0", make_circles(2, noise=0, factor=0.0, random_state=4294967295)),
    case("blobs:examples=32,noise=0.5,seed=9,classes=5", make_blobs(32, centers=5, cluster_std=0.5, random_state=9)),
    case("blobs", make_blobs(300, centers=3, random_state=1)),
    case("flower", flower(400, 0.2, 1)),
    case("flower:examples=20,noise=0.5,seed=4", flower(20, 0.5, 4)),
    case("spirals", spirals(300, 0.2, 1, 3)),
    case("spirals:examples=20,noise=0.1,seed=2,classes=2", spirals(20, 0.1, 2, 2)),
]
print(json.dumps({"made": "see make.py", "cases": cases}))
