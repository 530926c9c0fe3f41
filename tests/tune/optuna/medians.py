"""Medians over 20 seeds of the best value that Optuna's TPE finds: `/usr/bin/python3 medians.py > medians.json`."""
import json
import math
import statistics

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def branin(t):
    x, y = t.suggest_float("x", -5, 10), t.suggest_float("y", 0, 15)
    a = y - 5.1 / (4 * math.pi**2) * x * x + 5 / math.pi * x - 6
    return a * a + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


def rosenbrock(t):
    x = [t.suggest_float(f"x{i}", -2, 2) for i in range(4)]
    return sum(100 * (b - a * a) ** 2 + (1 - a) ** 2 for a, b in zip(x, x[1:]))


def mixed(t):
    rate = math.log10(t.suggest_float("rate", 1e-4, 1, log=True))
    units = t.suggest_int("units", 4, 64)
    kind = t.suggest_categorical("kind", ["a", "b", "c", "d"])
    best = {"a": -1, "b": -2, "c": -2.5, "d": -3}[kind]
    loss = {"a": 0.3, "b": 0.1, "c": 0.0, "d": 0.5}[kind]
    return loss + 0.2 * (rate - best) ** 2 + 0.3 * (units / 40 - 1) ** 2


def best_of(function, seed, trials):
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
    study.optimize(function, n_trials=trials)
    return study.best_value


medians = {
    function.__name__: {
        str(trials): statistics.median(best_of(function, seed, trials) for seed in range(20)) for trials in (30, 60, 120)
    }
    for function in (branin, rosenbrock, mixed)
}
print(json.dumps({"optuna": optuna.__version__, "medians": medians}, indent=2))
