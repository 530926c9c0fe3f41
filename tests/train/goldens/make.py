"""Prints adagrad.json: /usr/bin/python3 tests/train/goldens/make.py > tests/train/goldens/adagrad.json (torch 1.13.0).

Ten steps of torch.optim.Adagrad from one start along drawn gradients, in both dtypes.
"""
import json

import numpy as np
import torch

SHAPES = [(3, 4), (3, 1)]
STEPS = 10


def arrays(tensors):
    return [{"shape": list(t.shape), "data": t.detach().double().flatten().tolist()} for t in tensors]


def case(dtype, lr, eps):
    draw = np.random.RandomState(7)
    start = [torch.tensor(draw.randn(*shape), dtype=dtype) for shape in SHAPES]
    gradients = [[torch.tensor(draw.randn(*shape), dtype=dtype) for shape in SHAPES] for _ in range(STEPS)]
    params = [t.clone().requires_grad_() for t in start]
    optimizer = torch.optim.Adagrad(params, lr=lr, eps=eps)
    after = []
    for step in gradients:
        for param, gradient in zip(params, step):
            param.grad = gradient.clone()
        optimizer.step()
        after.append(arrays(params))
    return {
        "name": f"adagrad, {dtype}, eps {eps}".replace("torch.", ""),
        "kind": "adagrad",
        "dtype": str(dtype).replace("torch.", ""),
        "hyper": {"lr": lr, "eps": eps},
        "start": arrays(start),
        "gradients": [arrays(step) for step in gradients],
        "after_step": after,
    }


cases = [case(dtype, 0.1, eps) for dtype in (torch.float64, torch.float32) for eps in (1e-10, 0.01)]
print(json.dumps({"cases": cases}))
