"""Which examples scikit-learn's StratifiedKFold and KFold hold out, without shuffling. Run: python3 make.py > folds.json"""

import json
import warnings

import numpy as np
import sklearn
from sklearn.model_selection import KFold, StratifiedKFold

warnings.simplefilter("ignore")  # of classes with fewer examples than folds

rng = np.random.RandomState(4)
vectors = {
    "sorted, equal": np.repeat([0, 1, 2], 10),
    "in turn": np.tile([0, 1], 9),
    "unequal, shuffled": rng.permutation(np.repeat([0, 1], [37, 8])),
    "five classes": rng.randint(0, 5, 83),
    "very unequal": rng.permutation(np.repeat([0, 1, 2, 3], [60, 11, 5, 3])),
    "a later class first": np.concatenate([[2, 2, 1], rng.randint(0, 3, 24)]),
    "a class without examples": rng.choice([0, 3, 5], 31),
    "a class of one": np.concatenate([rng.randint(0, 2, 16), [2]]),
}


def held_out(splitter, labels):
    folds = np.empty(len(labels), dtype=int)
    for fold, (_, out) in enumerate(splitter.split(np.zeros(len(labels)), labels)):
        folds[out] = fold
    return folds.tolist()


cases = [
    {"name": name, "labels": labels.tolist(), "folds": k, "foldOf": held_out(StratifiedKFold(n_splits=k), labels)}
    for name, labels in vectors.items()
    for k in (2, 3, 5, 7)
]
blocks = [
    {"examples": n, "folds": k, "foldOf": held_out(KFold(n_splits=k), np.zeros(n))}
    for n, k in [(10, 2), (10, 3), (23, 5), (7, 7), (50, 10)]
]
print(json.dumps({"madeWith": f"scikit-learn {sklearn.__version__}", "stratified": cases, "blocks": blocks}))
