"""The cat job in PyTorch: nn.Linear layers, SGD or Adam, full batch.

usage: cat_torch.py DATASETS_DIR [ITERATIONS=2500] [DTYPE=float64] [OPT=sgd|adam] [LR=0.0075]
Prints JSON: costs every 100 iterations, accuracies, seconds of the training loop.
"""
import json, sys, time
import h5py, numpy as np, torch

def load(folder, name, part, dt):
    with h5py.File(f"{folder}/{name}_catvnoncat.h5") as f:
        x, y = f[f"{part}_set_x"][:], f[f"{part}_set_y"][:]
    return torch.tensor(x.reshape(len(x), -1) / 255.0, dtype=dt), torch.tensor(y.reshape(-1, 1), dtype=dt)

def main(folder, iterations=2500, dtype="float64", opt="sgd", lr=0.0075):
    dt = getattr(torch, dtype)
    X, Y = load(folder, "train", "train", dt)
    Xt, Yt = load(folder, "test", "test", dt)
    np.random.seed(1)
    dims, layers = [12288, 20, 7, 5, 1], []
    for k, n in zip(dims, dims[1:]):
        layer = torch.nn.Linear(k, n).to(dt)
        layer.weight.data = torch.tensor(np.random.randn(n, k) / np.sqrt(k), dtype=dt)
        layer.bias.data.zero_()
        layers += [layer, torch.nn.ReLU()]
    net = torch.nn.Sequential(*layers[:-1])
    make = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[opt]
    loss_fn, optimizer = torch.nn.BCEWithLogitsLoss(), make(net.parameters(), lr=float(lr))
    costs, start = [], time.perf_counter()
    for i in range(int(iterations)):
        optimizer.zero_grad()
        loss = loss_fn(net(X), Y)
        if i % 100 == 0:
            costs.append([i, loss.item()])
        loss.backward()
        optimizer.step()
    seconds = time.perf_counter() - start
    with torch.no_grad():
        accuracy = lambda x, y: ((net(x) > 0) == (y > 0.5)).double().mean().item()
        print(json.dumps({"peer": f"torch {torch.__version__} {dtype} {opt}", "costs": costs, "train_accuracy": accuracy(X, Y),
                          "test_accuracy": accuracy(Xt, Yt), "loop_seconds": seconds}))

main(*sys.argv[1:])
