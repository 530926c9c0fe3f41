"""Writes made-up pictures of 32x32x3 bytes in ten classes, each a pattern of its own under noise. usage: pictures_numpy.py FILE.npz COUNT"""
import sys
import numpy as np

def main(path, count):
    rng, examples = np.random.RandomState(1), int(count) + int(count) // 10
    labels = rng.randint(0, 10, examples)
    patterns = np.kron(rng.rand(10, 8, 8, 3), np.ones((1, 4, 4, 1)))
    images = (patterns[labels] * 100 + rng.rand(examples, 32, 32, 3) * 155).astype(np.uint8)
    part = slice(0, int(count)), slice(int(count), None)
    np.savez(path, x_train=images[part[0]], y_train=labels[part[0]], x_test=images[part[1]], y_test=labels[part[1]])

main(*sys.argv[1:])
