"""A model of dnn behind HTTP in Python: the same rows, the same preparation, a forward pass of NumPy.

usage: serve_numpy.py fastapi MODEL PORT    uvicorn with uvloop and httptools, one process
       serve_numpy.py flask MODEL PORT      gunicorn, one worker of four threads, which keeps connections
"""
import json
import sys

import numpy as np


class Predictor:
    """Dense networks of tables with relu, tanh or sigmoid units, and one sigmoid unit at the end."""

    ACTIVATIONS = {
        "relu": lambda z: np.maximum(z, 0),
        "tanh": np.tanh,
        "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    }

    def __init__(self, path):
        model = json.load(open(path))
        self.columns = model["input"]["columns"]
        scaling = model["input"]["scaling"]
        self.fill = np.array(scaling.get("fill") or [0.0] * len(scaling["shift"]))
        self.shift, self.scale = np.array(scaling["shift"]), np.array(scaling["scale"])
        self.classes = model["classes"]
        self.layers = [
            (self.matrix(model, f"W{i}"), self.matrix(model, f"b{i}"), self.ACTIVATIONS[layer["activation"]])
            for i, layer in enumerate(model["layers"], 1)
        ]

    @staticmethod
    def matrix(model, name):
        parameter = model["parameters"][name]
        return np.array(parameter["data"]).reshape(parameter["shape"])

    def features(self, row):
        values = []
        for column in self.columns:
            value = row[column["name"]]
            if column["type"] == "number":
                values.append(np.nan if value is None else float(value))
            elif column["type"] == "yes-no":
                values.append(np.nan if value is None else float(column["words"].index(value)))
            else:
                values.extend(float(value == category) for category in column["categories"])
        return values

    def predict(self, rows):
        X = np.array([self.features(row) for row in rows])
        A = ((np.where(np.isnan(X), self.fill, X) - self.shift) / self.scale).T
        for W, b, activation in self.layers:
            A = activation(W @ A + b)
        answers = []
        for i, p in enumerate(A[0], 1):
            chosen = int(p > 0.5)
            probabilities = [1 - p, float(p)]
            answers.append({
                "id": i,
                "class": chosen,
                "label": self.classes[chosen],
                "probability": probabilities[chosen],
                "probabilities": probabilities,
            })
        return answers


def fastapi(predictor, port):
    from typing import List, Optional

    import uvicorn
    from fastapi import FastAPI
    from pydantic import create_model

    app = FastAPI()
    kinds = {"number": Optional[float], "yes-no": Optional[str], "category": Optional[str]}
    Row = create_model("Row", **{column["name"]: (kinds[column["type"]], ...) for column in predictor.columns})

    @app.post("/predict")
    async def predict(rows: List[Row]):
        return predictor.predict([row.dict() for row in rows])

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", access_log=False)


def flask(predictor, port):
    from flask import Flask, jsonify, request
    from gunicorn.app.base import BaseApplication

    app = Flask("serve_numpy")

    @app.post("/predict")
    def predict():
        return jsonify(predictor.predict(request.get_json()))

    class Server(BaseApplication):
        def load_config(self):
            self.cfg.set("bind", f"127.0.0.1:{port}")
            self.cfg.set("worker_class", "gthread")
            self.cfg.set("threads", 4)
            self.cfg.set("loglevel", "error")

        def load(self):
            return app

    Server().run()


{"fastapi": fastapi, "flask": flask}[sys.argv[1]](Predictor(sys.argv[2]), int(sys.argv[3]))
