"""Makes expected.json beside it: networks for a target of numbers, by PyTorch, and their errors by scikit-learn.

/usr/bin/python3 make.py && npx biome format --write expected.json

The data are the churn table of tests/goldens/tables with the target spend: number columns by StandardScaler, plan as
three columns of 0 and 1, yes and no as 1 and 0, in the order of the file. The stream is RandomState(seed): W1, W2, ...
as randn(n, fan in) / sqrt(fan in). Batches are the whole set.
"""
import json
import os

import numpy as np
import pandas as pd
import torch
from sklearn.metrics import mean_absolute_error, mean_squared_error, r2_score
from sklearn.preprocessing import StandardScaler

torch.set_default_dtype(torch.float64)
HERE = os.path.dirname(os.path.abspath(__file__))
TABLE = pd.read_csv(os.path.join(HERE, "..", "..", "goldens", "tables", "churn.csv"))


def features(table):
    columns = []
    for name in ["age", "income", "plan", "paperless", "calls", "months", "churned"]:
        if name == "plan":
            columns += [(table[name] == plan).astype(float) for plan in sorted(table[name].unique())]
        elif name in ("paperless", "churned"):
            columns.append((table[name] == "yes").astype(float))
        else:
            columns.append(StandardScaler().fit_transform(table[[name]].astype(float))[:, 0])
    return np.column_stack(columns)


X = torch.tensor(features(TABLE))
SPEND = TABLE["spend"].to_numpy(float)
MEAN, DEVIATION = SPEND.mean(), SPEND.std()
Y = torch.tensor((SPEND - MEAN) / DEVIATION)[:, None]


def run(name, loss, optimizer, lr, hidden=(8, 4), seed=3, iterations=60):
    rng = np.random.RandomState(seed)
    sizes, values = [X.shape[1], *hidden, 1], []
    for l, n in enumerate(sizes[1:], 1):
        values.append(torch.tensor(rng.randn(n, sizes[l - 1]) / np.sqrt(sizes[l - 1]), requires_grad=True))
        values.append(torch.zeros(n, requires_grad=True))

    def forward(A):
        for l in range(len(sizes) - 1):
            A = torch.nn.functional.linear(A, values[2 * l], values[2 * l + 1])
            if l < len(sizes) - 2:
                A = torch.relu(A)
        return A

    steps = {"gd": torch.optim.SGD, "adam": torch.optim.Adam}[optimizer](values, lr=lr)
    measure = {"mse": torch.nn.MSELoss(), "huber": torch.nn.HuberLoss()}[loss]
    costs = []
    for _ in range(iterations):
        steps.zero_grad()
        cost = measure(forward(X), Y)
        cost.backward()
        steps.step()
        costs.append(cost.item())
    with torch.no_grad():
        predictions = forward(X)[:, 0].numpy() * DEVIATION + MEAN
    return {
        "name": name, "loss": loss, "optimizer": optimizer, "learningRate": lr, "seed": seed,
        "layers": ",".join(map(str, ["auto", *hidden, "auto"])), "iterations": iterations, "costs": costs,
        "predictions": predictions.tolist(), "rmse": mean_squared_error(SPEND, predictions) ** 0.5,
        "mae": mean_absolute_error(SPEND, predictions), "r2": r2_score(SPEND, predictions),
    }


def scores(labels, predictions):
    y, p = np.array(labels, float), np.array(predictions, float)
    return {
        "labels": labels, "predictions": predictions, "rmse": mean_squared_error(y, p) ** 0.5,
        "mae": mean_absolute_error(y, p), "r2": r2_score(y, p),
    }


random = np.random.RandomState(5)
SCORES = [
    scores(*(list(random.randn(n) * size + middle) for _ in range(2)))
    for n, size, middle in [(7, 1, 0), (400, 1e6, 3e7), (31, 1e-5, -2)]
] + [scores([3, 3, 3], [3, 3, 3]), scores([3, 3, 3], [3, 4, 2])]
RUNS = [
    run("mse by gd", "mse", "gd", 0.05),
    run("huber by gd", "huber", "gd", 0.2),
    run("mse by adam", "mse", "adam", 0.01),
    run("huber by adam", "huber", "adam", 0.02),
]
about = f"made by make.py with torch {torch.__version__}, numpy {np.__version__}"
with open(os.path.join(HERE, "expected.json"), "w") as file:
    json.dump({"about": about, "mean": MEAN, "deviation": DEVIATION, "scores": SCORES, "runs": RUNS}, file)
    file.write("\n")
