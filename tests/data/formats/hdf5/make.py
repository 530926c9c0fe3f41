"""Writes h5py.h5, the files that h5wasm cannot make: big-endian types, several filters at once, and so on.

Run it with Python 3 and h5py: python3 make.py. Every numeric array is `VALUES` (2 × 3 × 4 or so) in its type.
"""
import h5py
import numpy as np

values = np.arange(24).reshape(2, 3, 4)

with h5py.File("h5py.h5", "w") as file:
    for order in "<>":
        side = "big" if order == ">" else "little"
        for kind in ["u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8", "f2", "f4", "f8"]:
            stored = (values - (0 if kind[0] == "u" else 12)) * (0.5 if kind[0] == "f" else 1)
            array = stored.astype(order + kind)
            file.create_dataset(f"{side}/contiguous/{array.dtype.name}", data=array)
            file.create_dataset(
                f"{side}/filtered/{array.dtype.name}",
                data=array,
                chunks=(2, 2, 3),
                compression="gzip",
                shuffle=True,
                fletcher32=True,
            )
    other = file.create_group("other")
    other.create_dataset("bool", data=np.array([True, False, True]))
    other.create_dataset("strings", data=["non-cat", "", "größer"])
    other.create_dataset("chunked_strings", data=["a", "bc", "def"], chunks=(2,))
    other.create_dataset("fixed", data=np.array([b"non-cat", b"cat"]))
    other.create_dataset("lzf", data=values, compression="lzf")
    other.create_dataset("scaleoffset", data=values, scaleoffset=True)
    other.create_dataset("fill", shape=(3, 3), dtype=">i4", fillvalue=7)
    sparse = other.create_dataset("sparse", shape=(4, 4), dtype="u1", chunks=(2, 2), fillvalue=9)
    sparse[0, 0] = 1
    other.create_dataset("scalar", data=np.float64(2.5))
    other.create_dataset("empty", data=np.zeros((0, 4)))
    other.create_dataset("null", data=h5py.Empty("f4"))
    other.create_dataset("compound", data=np.zeros(2, dtype=[("a", "i4"), ("b", "f4")]))
    other.create_dataset("complex", data=np.zeros(2, dtype="c8"))
    other.create_dataset("half", data=np.array([65504, 6e-8, -0.0, np.inf, -np.inf, np.nan, 1 / 3], dtype="f2"))
    other.create_dataset("unsafe", data=np.array([0, 2**53 + 1]))
    other.create_dataset("wide", data=np.array([-(2**40), 2**53 - 1]))
    space = h5py.h5s.create_simple((2,))
    compact = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    compact.set_layout(h5py.h5d.COMPACT)
    dataset = h5py.h5d.create(other.id, b"compact", h5py.h5t.STD_U8LE, space, compact)
    dataset.write(h5py.h5s.ALL, h5py.h5s.ALL, np.array([5, 6], dtype="u1"))
    bfloat16 = h5py.h5t.IEEE_F32LE.copy()
    bfloat16.set_fields(15, 7, 8, 0, 7)
    bfloat16.set_size(2)
    h5py.h5d.create(other.id, b"bfloat16", bfloat16, space)
    other["soft"] = h5py.SoftLink("/other/fixed")
    other["broken"] = h5py.SoftLink("/nowhere")
    other["circle"] = other

with h5py.File("latest.h5", "w", libver="latest") as file:
    file.create_dataset("contiguous", data=values)
    file.create_dataset("chunked", data=values, chunks=(1, 3, 4))

with h5py.File("userblock.h5", "w", userblock_size=512) as file:
    file.create_dataset("values", data=values.astype("u1"))

with h5py.File("dense.h5", "w", libver="latest") as file:
    for i in range(60):
        file.create_dataset(f"a{i}", data=np.uint8(i))
    file["soft"] = h5py.SoftLink("/a7")
    file.create_group("below")["outside"] = h5py.ExternalLink("other.h5", "/x")

with h5py.File("external.h5", "w") as file:
    outside = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    outside.set_external(b"values.bin", 0, 24)
    space = h5py.h5s.create_simple(values.shape)
    h5py.h5d.create(file.id, b"outside", h5py.h5t.STD_U8LE, space, outside)
    file["inside"] = values


def indexed(file, name, shape, chunks, maxshape=None, early=False, **filters):
    """An array of every fourth number in chunks, the index of which follows from maxshape."""
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plist.set_chunk(chunks)
    if early:
        plist.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    if filters.get("gzip"):
        plist.set_deflate(4)
    largest = tuple(h5py.h5s.UNLIMITED if n is None else n for n in maxshape or shape)
    space = h5py.h5s.create_simple(shape, largest)
    h5py.Dataset(h5py.h5d.create(file.id, name.encode(), h5py.h5t.STD_U8LE, space, plist))[...] = (
        np.arange(np.prod(shape)).reshape(shape) * 4 % 251
    )


with h5py.File("indexes.h5", "w", libver="latest") as file:
    for tag, filters in [("plain", {}), ("gzip", {"gzip": True})]:
        indexed(file, f"single-{tag}", (3, 5), (3, 5), **filters)
        indexed(file, f"implicit-{tag}", (3, 5), (2, 2), early=True, **filters)
        indexed(file, f"fixed-{tag}", (3, 5), (2, 2), (6, 8), **filters)
        indexed(file, f"fixed-paged-{tag}", (5, 5), (1, 1), (40, 30), **filters)
        indexed(file, f"extensible-{tag}", (9, 5), (1, 2), (None, 6), **filters)
        indexed(file, f"extensible-second-{tag}", (3, 50), (2, 1), (4, None), **filters)
        indexed(file, f"tree-{tag}", (3, 5), (2, 2), (None, None), **filters)
    virtual = h5py.VirtualLayout(shape=(2, 3, 5), dtype="u1")
    virtual[0] = h5py.VirtualSource(".", "single-plain", shape=(3, 5))
    file.create_virtual_dataset("virtual", virtual)
