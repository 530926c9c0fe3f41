"""Prints what scikit-learn (1.2.1) measures of drawn outputs: precision, recall, F1 and ROC AUC of each class and as means.

/usr/bin/python3 tests/train/scores/make.py > tests/train/scores/scores.json
Outputs are rounded to two digits, so that many are equal. The predicted class is the largest output (the first of equals),
or with one output 1 above a half. `absent` never has the class 2 as a label, and never predicts 0.
"""
import json

import numpy as np
from sklearn.metrics import precision_recall_fscore_support, roc_auc_score

draw = np.random.RandomState(3)


def case(name, outputs, labels, classes):
    one = outputs.shape[1] == 1
    predicted = (outputs[:, 0] > 0.5).astype(int) if one else outputs.argmax(axis=1)
    score = lambda c: (outputs[:, 0] if c == 1 else -outputs[:, 0]) if one else outputs[:, c]
    every = precision_recall_fscore_support(labels, predicted, labels=range(classes), zero_division=0)
    mean = precision_recall_fscore_support(labels, predicted, average="macro", zero_division=0)
    areas = [roc_auc_score(labels == c, score(c)) if 0 < (labels == c).mean() < 1 else None for c in range(classes)]
    if classes == 2:
        area = roc_auc_score(labels, score(1))
    elif None in areas:
        area = np.mean([each for each in areas if each is not None])
    else:
        area = roc_auc_score(labels, outputs, multi_class="ovr", average="macro")
    names = ["precision", "recall", "f1"]
    return {
        "name": name,
        "classes": classes,
        "labels": labels.tolist(),
        "outputs": outputs.tolist(),
        "perClass": [{**{n: every[i][c] for i, n in enumerate(names)}, "auc": areas[c]} for c in range(classes)],
        "mean": {**{n: mean[i] for i, n in enumerate(names)}, "auc": area},
    }


def shares(rows, classes, labels, pull):
    raw = np.round(np.exp(draw.randn(rows, classes) + pull * np.eye(classes)[labels]), 2)
    return raw / raw.sum(axis=1, keepdims=True)


two = draw.randint(0, 2, 40)
four = draw.randint(0, 4, 60)
some = draw.choice([0, 1, 3], 50)
lost = shares(50, 4, some, 1.0)
lost[:, 0] = 0.001
lost /= lost.sum(axis=1, keepdims=True)
print(
    json.dumps(
        [
            case("one output", np.round(np.clip(draw.rand(40, 1) * 0.7 + 0.3 * two[:, None], 0, 1), 2), two, 2),
            case("two outputs", shares(40, 2, two, 0.8), two, 2),
            case("four classes", shares(60, 4, four, 1.2), four, 4),
            case("absent", lost, some, 4),
        ]
    )
)
