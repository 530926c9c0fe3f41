"""Writes the tables of datasets/: iris, wine and breast-cancer from the files of scikit-learn, churn and rents made here.

usage: python3 tools/tables/make.py    (needs NumPy and scikit-learn; no part of the package)
Every fifth row is a test row.
"""
import csv
import pathlib

import numpy as np
import sklearn.datasets as sets

DATASETS = pathlib.Path(__file__).parents[2] / "datasets"


def write(name, header, rows):
    rows = [list(row) for row in rows]
    parts = {"train": [row for i, row in enumerate(rows) if i % 5 != 4], "test": rows[4::5]}
    for part, own in parts.items():
        with open(DATASETS / f"{part}_{name}.csv", "w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *own])


def bundled(name, bunch, target, classes):
    features = [feature.replace(" (cm)", "").replace(" ", "_").replace("/", "_") for feature in bunch.feature_names]
    rows = ([int(x) if x == int(x) else float(x) for x in row] + [classes[y]] for row, y in zip(bunch.data, bunch.target))
    write(name, [*features, target], rows)


def maybe(random, value, share):
    return "" if random.rand() < share else value


def churn(count=1000, seed=1):
    """Customers of a telephone company that does not exist: few months, many calls and the basic plan make them leave."""
    random = np.random.RandomState(seed)
    for i in range(count):
        age, income = random.randint(18, 90), round(float(np.exp(random.normal(10.4, 0.6))), 2)
        plan = ["basic", "family", "premium"][random.choice(3, p=[0.5, 0.3, 0.2])]
        paperless, calls, months = random.rand() < 0.6, random.poisson(2), random.randint(1, 73)
        score = 0.9 * calls - 0.06 * months + 0.02 * abs(age - 50) + {"basic": 0.8, "family": -0.6, "premium": 0}[plan]
        leaves = random.rand() < 1 / (1 + np.exp(-1.5 * (score - 0.4 - 0.3 * paperless)))
        yield [f"C{i:04d}", maybe(random, age, 0.03), income, maybe(random, plan, 0.02),
               "yes" if paperless else "no", calls, maybe(random, months, 0.02), "yes" if leaves else "no"]


def rents(count=1000, seed=2):
    """Flats of a town that does not exist, and what they cost a month."""
    random = np.random.RandomState(seed)
    for _ in range(count):
        area, floor, built = random.randint(18, 160), random.randint(0, 9), random.randint(1900, 2024)
        rooms, balcony = max(1, round(area / 28 + random.normal(0, 0.5))), random.rand() < 0.5
        district = ["centre", "harbour", "hills", "north"][random.choice(4)]
        factor = {"centre": 1.4, "harbour": 1.2, "hills": 1.1, "north": 0.9}[district]
        age = (built - 1960) / 60
        rent = factor * (180 + 9.5 * area * (1 + 0.15 * age * age) + 12 * floor + 60 * balcony) + random.normal(0, 60)
        yield [area, rooms, floor, built, district, "yes" if balcony else "no", round(rent)]


bundled("iris", sets.load_iris(), "species", ["setosa", "versicolor", "virginica"])
bundled("wine", sets.load_wine(), "cultivar", ["cultivar-1", "cultivar-2", "cultivar-3"])
bundled("breast-cancer", sets.load_breast_cancer(), "diagnosis", ["malignant", "benign"])
write("churn", ["customer_id", "age", "income", "plan", "paperless", "calls", "months", "churned"], churn())
write("rents", ["area", "rooms", "floor", "built", "district", "balcony", "rent"], rents())
