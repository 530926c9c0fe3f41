"""A search in Optuna with PyTorch networks by its TPESampler, one trial after another: whole trials, as in Optuna's first
example, or with its MedianPruner, which is told the validation cost after each epoch. Both are Optuna's defaults.

usage: tune_torch.py data OUT_DIR                                  writes digits.csv and moons.csv
       tune_torch.py tune TABLE SEED TRIALS EPOCHS (none|median)   prints JSON: the best validation cost, how many trials
                                                                   were complete, and the best one's values
The space, the networks, the batches and the examples held out are those that bench/tuning.mjs gives to dnn.
"""
import json
import sys

import numpy as np
import pandas as pd


def data(out):
    from sklearn.datasets import load_digits, make_moons

    digits = load_digits()
    pd.DataFrame(digits.data / 16).add_prefix("pixel_").assign(digit=digits.target).to_csv(f"{out}/digits.csv", index=False)
    points, moon = make_moons(1000, noise=0.3, random_state=0)
    pd.DataFrame(points, columns=["east", "north"]).assign(moon=moon).to_csv(f"{out}/moons.csv", index=False)


def held_out(labels, fraction, seed):
    """The examples that dnn's --validation-split holds out: of each class the first of a permutation."""
    rng = np.random.RandomState(seed)
    out = np.zeros(len(labels), bool)
    for k in range(labels.max() + 1):
        members = np.flatnonzero(labels == k)
        out[members[rng.permutation(len(members))[: int(np.floor(0.2 * len(members) + 0.5))]]] = True
    return out


def tune(path, seed, trials, epochs, pruner):
    import optuna
    import torch

    torch.set_num_threads(1)
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    table = pd.read_csv(path)
    labels = table.iloc[:, -1].to_numpy()
    out = held_out(labels, 0.2, int(seed))
    X, Y = torch.tensor(table.iloc[:, :-1].to_numpy(), dtype=torch.float32), torch.tensor(labels)
    training, validation = (X[~out], Y[~out]), (X[out], Y[out])
    outputs = int(labels.max()) + 1

    def network(trial):
        widths = [trial.suggest_int("first", 8, 64), trial.suggest_int("second", 0, 64)]
        kind = {"relu": torch.nn.ReLU, "tanh": torch.nn.Tanh}[trial.suggest_categorical("activation", ["relu", "tanh"])]
        layers, before = [], X.shape[1]
        for width in filter(None, widths):
            layers += [torch.nn.Linear(before, width), kind()]
            before = width
        return torch.nn.Sequential(*layers, torch.nn.Linear(before, outputs))

    def objective(trial):
        generator = torch.Generator().manual_seed(int(seed) * 1000 + trial.number)
        torch.manual_seed(int(seed) * 1000 + trial.number)
        net = network(trial)
        rate = trial.suggest_float("rate", 1e-4, 1, log=True)
        batch = 2 ** trial.suggest_int("batch", 4, 7)
        if trial.suggest_categorical("optimizer", ["adam", "momentum"]) == "adam":
            optimizer = torch.optim.Adam(net.parameters(), lr=rate)
        else:
            optimizer = torch.optim.SGD(net.parameters(), lr=rate, momentum=0.9)
        loss = torch.nn.CrossEntropyLoss()
        def cost():
            with torch.no_grad():
                return loss(net(validation[0]), validation[1]).item()

        for epoch in range(int(epochs)):
            for part in torch.randperm(len(training[0]), generator=generator).split(batch):
                optimizer.zero_grad()
                loss(net(training[0][part]), training[1][part]).backward()
                optimizer.step()
            if pruner == "median":
                trial.report(cost(), epoch)
                if trial.should_prune():
                    raise optuna.TrialPruned()
        last = cost()
        return last if np.isfinite(last) else float("inf")

    pruners = {"none": optuna.pruners.NopPruner, "median": optuna.pruners.MedianPruner}
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=int(seed)), pruner=pruners[pruner]())
    study.optimize(objective, n_trials=int(trials))
    costs = [t.value for t in study.trials if t.state.name == "COMPLETE"]
    print(json.dumps({"best": study.best_value, "complete": len(costs), "params": study.best_params}))


{"data": data, "tune": tune}[sys.argv[1]](*sys.argv[2:])
