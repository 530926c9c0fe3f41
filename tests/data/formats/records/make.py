"""Makes the files beside it: /usr/bin/python3 tests/data/formats/records/make.py (numpy 1.24.2, h5py 3.7.0)."""
import os

import h5py
import numpy as np

os.chdir(os.path.dirname(os.path.abspath(__file__)))

# A row a record, with a value of each kind; one fare is missing.
rows = [
    (41, 7.25, "basic", b"x", True, "stays"),
    (19, np.nan, "größer", b"yy", False, "leaves"),
    (33, -1.5, "basic", b"x", False, "stays"),
    (72, 8.0, "", b"zzz", True, "leaves"),
]
fields = [("age", "<i8"), ("fare", ">f4"), ("plan", "U7"), ("code", "S3"), ("paid", "?"), ("outcome", "U6")]
table = np.array(rows, dtype=fields)
np.savez("people.npz", table)
np.savez_compressed("aligned.npz", people=np.array(rows, dtype=np.dtype(fields, align=True)))
np.savez("titled.npz", np.zeros(2, dtype=[(("Age in years", "age"), "u1"), ("it's", "<f8")]))
np.savez("nested.npz", np.zeros(2, dtype=[("pair", [("a", "<f4"), ("b", "<f4")])]))
np.savez("grid.npz", np.zeros((2, 2), dtype=[("a", "<f4")]))
np.savez("objects.npz", np.array([(1, "a")], dtype=[("age", "<i8"), ("plan", "O")]))
np.savez("dates.npz", np.zeros(2, dtype=[("when", "<M8[ns]")]))

# HDF5 has texts of fixed length in bytes, and of any length.
in_bytes = {"plan": "S8", "outcome": "S6"}
fixed = np.array(
    [(a, b, c.encode(), d, e, f.encode()) for a, b, c, d, e, f in rows],
    dtype=[(field, in_bytes.get(field, kind)) for field, kind in fields],
)
with h5py.File("people.h5", "w") as file:
    file["people"] = fixed
text = h5py.string_dtype()
kinds = {"plan": text, "code": text, "outcome": text}
for name, libver in [("texts.h5", "earliest"), ("latest.h5", "latest")]:
    with h5py.File(name, "w", libver=libver) as file:
        dtype = [(field, kinds.get(field, kind)) for field, kind in fields]
        people = file.create_dataset("data/people", (len(rows),), dtype=dtype, chunks=(3,), compression="gzip")
        people[...] = np.array([(a, b, c, d.decode(), e, f) for a, b, c, d, e, f in rows], dtype=people.dtype)
with h5py.File("nested.h5", "w") as file:
    level = h5py.enum_dtype({"lo": 0, "hi": 1})
    kind = [("inner", [("a", "<f4")]), ("pixels", "u1", (2, 3)), ("level", level), ("b", "<i2")]
    file["people"] = np.array([((1,), np.ones((2, 3)), 1, 5)], dtype=np.dtype(kind))
