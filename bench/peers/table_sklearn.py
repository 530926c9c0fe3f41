"""Tables in scikit-learn: MLPClassifier or MLPRegressor behind a StandardScaler, all with their defaults.

usage: table_sklearn.py split DATASETS_DIR SETS SEEDS OUT_DIR   writes train_SET-SEED.csv and test_SET-SEED.csv
       table_sklearn.py fit TRAIN TEST SEED
fit prints JSON: the score on the test rows, accuracy or R².
"""
import json
import sys
import warnings

import pandas as pd


def split(folder, sets, seeds, out):
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    for name in sets.split(","):
        if name == "digits":
            digits = load_digits()
            table = pd.DataFrame(digits.data.astype(int)).add_prefix("pixel_").assign(digit=digits.target)
        else:
            parts = [pd.read_csv(f"{folder}/{part}_{name}.csv") for part in ("train", "test")]
            table = pd.concat(parts).drop(columns="customer_id", errors="ignore")
        target = table.iloc[:, -1]
        classes = target if name == "digits" or target.dtype == object else None
        for seed in range(int(seeds)):
            for part, rows in zip(("train", "test"), train_test_split(table, random_state=seed, stratify=classes)):
                rows.to_csv(f"{out}/{part}_{name}-{seed}.csv", index=False)


def fit(train, test, seed):
    from sklearn.compose import make_column_selector, make_column_transformer
    from sklearn.impute import SimpleImputer
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    warnings.filterwarnings("ignore")
    train, test = pd.read_csv(train), pd.read_csv(test)
    target = train.columns[-1]
    X, y = train.drop(columns=target), train[target]
    numbers = make_pipeline(SimpleImputer(), StandardScaler())
    columns = make_column_transformer(
        (numbers, make_column_selector(dtype_exclude=object)),
        (OneHotEncoder(handle_unknown="ignore"), make_column_selector(dtype_include=object)),
    )
    network = MLPRegressor if y.dtype != object and y.nunique() > 20 else MLPClassifier
    model = make_pipeline(columns, network(random_state=int(seed))).fit(X, y)
    print(json.dumps({"score": model.score(test.drop(columns=target), test[target])}))


{"split": split, "fit": fit}[sys.argv[1]](*sys.argv[2:])
