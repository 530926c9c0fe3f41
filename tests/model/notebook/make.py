"""Makes the files beside it: /usr/bin/python3 tests/model/notebook/make.py (numpy 1.24.2, h5py 3.7.0).

Trains two networks on the digits 0 and 1 by the course's formulas, X one example a column, and saves their
parameters as a notebook would: np.savez("notebook.npz", **parameters). expected.json holds examples as stored and
the probabilities that NumPy gives them.
"""
import json
import os

import h5py
import numpy as np

os.chdir(os.path.dirname(os.path.abspath(__file__)))

with h5py.File("../../../datasets/digits.h5") as file:
    images, labels = file["images"][:], file["labels"][:]
kept = labels < 2
images, labels = images[kept], labels[kept]
X = images.reshape(len(images), -1).T / 16.0
Y = labels.reshape(1, -1).astype(float)
m = X.shape[1]


def sigmoid(Z):
    return 1 / (1 + np.exp(-Z))


def relu(Z):
    return np.maximum(0, Z)


def initialize_parameters_deep(layer_dims):
    np.random.seed(3)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters["W" + str(l)] = np.random.randn(layer_dims[l], layer_dims[l - 1]) / np.sqrt(layer_dims[l - 1])
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters


def L_model_forward(X, parameters):
    L = len(parameters) // 2
    activations = [X]
    for l in range(1, L + 1):
        Z = parameters["W" + str(l)] @ activations[-1] + parameters["b" + str(l)]
        activations.append(relu(Z) if l < L else sigmoid(Z))
    return activations


def L_model_backward(activations, Y, parameters):
    L = len(parameters) // 2
    grads = {}
    dZ = activations[L] - Y
    for l in range(L, 0, -1):
        grads["W" + str(l)] = dZ @ activations[l - 1].T / m
        grads["b" + str(l)] = dZ.sum(axis=1, keepdims=True) / m
        dZ = (parameters["W" + str(l)].T @ dZ) * (activations[l - 1] > 0)
    return grads


parameters = initialize_parameters_deep([64, 7, 5, 1])
for _ in range(300):
    grads = L_model_backward(L_model_forward(X, parameters), Y, parameters)
    for name in parameters:
        parameters[name] = parameters[name] - 0.1 * grads[name]
np.savez("notebook.npz", **parameters)
A = L_model_forward(X, parameters)[-1][0]

# The same network in the order and types of another notebook: compressed, float32, Fortran order.
turned = {name: np.asfortranarray(value.astype(np.float32)) for name, value in reversed(parameters.items())}
np.savez_compressed("float32.npz", **turned)

chosen = np.arange(0, m, m // 12)
with open("expected.json", "w") as file:
    json.dump(
        {
            "accuracy": float(np.mean((A > 0.5) == (Y[0] > 0.5))),
            "examples": images[chosen].reshape(len(chosen), -1).tolist(),
            "probabilities": A[chosen].tolist(),
        },
        file,
    )
print(A[chosen], np.mean((A > 0.5) == (Y[0] > 0.5)))
