"""Prints a golden of ten steps of a torch.optim optimizer from one start along drawn gradients (torch 1.13.0):

/usr/bin/python3 tests/train/goldens/make.py adagrad > tests/train/goldens/adagrad.json, in both dtypes;
/usr/bin/python3 tests/train/goldens/make.py momentum > tests/train/goldens/momentum.json, SGD with momentum and dampening.
SGD takes the first gradient into its velocity whole. Where it is dampened, its velocity is set to 0 before the first step
here, so that the first gradient is dampened as all others are; without dampening that makes no difference.
"""
import json
import sys

import numpy as np
import torch

SHAPES = [(3, 4), (3, 1)]
STEPS = 10


def arrays(tensors):
    return [{"shape": list(t.shape), "data": t.detach().double().flatten().tolist()} for t in tensors]


def case(name, kind, dtype, hyper, make):
    draw = np.random.RandomState(7)
    start = [torch.tensor(draw.randn(*shape), dtype=dtype) for shape in SHAPES]
    gradients = [[torch.tensor(draw.randn(*shape), dtype=dtype) for shape in SHAPES] for _ in range(STEPS)]
    params = [t.clone().requires_grad_() for t in start]
    optimizer = make(params)
    after = []
    for step in gradients:
        for param, gradient in zip(params, step):
            param.grad = gradient.clone()
        optimizer.step()
        after.append(arrays(params))
    return {
        "name": name,
        "kind": kind,
        "dtype": str(dtype).replace("torch.", ""),
        "hyper": hyper,
        "start": arrays(start),
        "gradients": [arrays(step) for step in gradients],
        "after_step": after,
    }


def adagrad(dtype, lr, eps):
    name = f"adagrad, {dtype}, eps {eps}".replace("torch.", "")
    make = lambda params: torch.optim.Adagrad(params, lr=lr, eps=eps)
    return case(name, "adagrad", dtype, {"lr": lr, "eps": eps}, make)


def momentum(lr, beta, dampening):
    def make(params):
        optimizer = torch.optim.SGD(params, lr=lr, momentum=beta, dampening=dampening)
        for param in params:
            if dampening != 0:
                optimizer.state[param]["momentum_buffer"] = torch.zeros_like(param)
        return optimizer

    hyper = {"lr": lr, "beta": beta, "dampening": dampening}
    return case(f"momentum {beta}, dampening {dampening}", "momentum", torch.float64, hyper, make)


CASES = {
    "adagrad": lambda: [adagrad(dtype, 0.1, eps) for dtype in (torch.float64, torch.float32) for eps in (1e-10, 0.01)],
    "momentum": lambda: [momentum(0.1, beta, dampening) for beta, dampening in ((0.9, 0), (0.5, 0), (0.9, 0.3))],
}
print(json.dumps({"cases": CASES[sys.argv[1]]()}))
