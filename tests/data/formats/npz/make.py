"""Makes the archives beside it: /usr/bin/python3 tests/data/formats/npz/make.py (numpy 1.24.2)."""
import io
import os
import zipfile

import numpy as np

os.chdir(os.path.dirname(os.path.abspath(__file__)))

# Every type that is read, each with values that its neighbours would get wrong; both byte orders and memory orders.
arrays = {}
for kind, values in {
    "u1": [0, 1, 255],
    "i1": [-128, 0, 127],
    "u2": [0, 258, 65535],
    "i2": [-32768, 258, 32767],
    "u4": [0, 16909060, 4294967295],
    "i4": [-2147483648, 16909060, 2147483647],
    "u8": [0, 1, 9007199254740991],
    "i8": [-9007199254740991, -1, 5],
    "f2": [-1.5, 6.103515625e-05, 65504],
    "f4": [-1.5, 1e-40, 3.4028234663852886e38],
    "f8": [-0.1, 5e-324, 1.7976931348623157e308],
}.items():
    for order in "<>":
        arrays[("little_" if order == "<" else "big_") + kind] = np.array(values, dtype=order + kind)
arrays["bool"] = np.array([True, False, True])
arrays["text"] = np.array(["cat", "", "é😀"])
arrays["big_text"] = np.array(["cat", "é"], dtype=">U3")
arrays["bytes"] = np.array([b"cat", b"no"])
cube = np.arange(24, dtype="<i4").reshape(2, 3, 4)
arrays["c_order"] = cube
arrays["fortran"] = np.asfortranarray(cube)
arrays["matrix"] = np.asfortranarray(np.arange(6.0).reshape(2, 3))
arrays["scalar"] = np.array(7.5)
arrays["empty"] = np.zeros((0, 3))
np.savez("types.npz", **arrays)


def npy(array, version):
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version=version)
    return file.getvalue()


with zipfile.ZipFile("versions.npz", "w", zipfile.ZIP_DEFLATED) as archive:
    for version in [(1, 0), (2, 0), (3, 0)]:
        archive.writestr(f"v{version[0]}.npy", npy(np.array([[1, 2], [3, 4]]), version))
    archive.writestr("notes.txt", "not an array")

np.savez("pickled.npz", x=np.zeros((2, 2)), y=np.array([{"a": 1}, None], dtype=object))
np.savez("complex.npz", x=np.zeros((2, 2), dtype=complex), y=np.zeros(2, dtype=int))

# As Keras keeps MNIST.
pictures = (np.arange(3 * 4 * 4) * 5 % 256).astype("u1").reshape(3, 4, 4)
np.savez_compressed(
    "keras.npz",
    x_train=pictures,
    y_train=np.array([7, 3, 7], dtype="u1"),
    x_test=pictures[:1],
    y_test=np.array([3], dtype="u1"),
)
