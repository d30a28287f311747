"""The silhouettes: the right images, no leak into the test set, no pickle obeyed."""

import gzip
import hashlib
import os
import pickle
import pickletools
import sys

import numpy as np
import pytest

from dlnotes.data import animal_shapes
from dlnotes.data._package import package_file


def pack(root, data, labels):
    """Write two pickles where the package animal-shape-mnist has its own."""
    folder = root / "animal_shape_mnist" / "data" / "Animal Shape"
    folder.mkdir(parents=True)
    for part, content in (("data", data), ("label", labels)):
        path = folder / f"animal_{part}_version_3.gz"
        path.write_bytes(gzip.compress(content))


class Touch:
    """Pickled, a program that makes a file."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.system, (f"touch {self.path}",)


def test_shapes_dtypes_and_ranges():
    x_train, y_train, x_test, y_test = animal_shapes()
    assert (x_train.shape, x_test.shape) == ((8000, 1, 28, 28), (2000, 1, 28, 28))
    for x in (x_train, x_test):
        assert x.dtype == np.float32
        assert (x.min(), x.max()) == (0, 1)
    assert y_train.dtype == y_test.dtype == np.int64
    assert np.bincount(y_train).tolist() == [800] * 10
    assert np.bincount(y_test).tolist() == [200] * 10


def stored(part):
    """Return the bytes in one of the package's pickles without running the pickle."""
    path = f"data/Animal Shape/animal_{part}_version_3.gz"
    file = package_file("animal_shape_mnist", path, extra="book")
    arguments = [
        a for _, a, _ in pickletools.genops(gzip.decompress(file.read_bytes()))
    ]
    return max((a for a in arguments if isinstance(a, bytes)), key=len)


def test_images_are_the_packages():
    x = np.frombuffer(stored("data"), np.uint8).reshape(10_000, 784)
    y = np.frombuffer(stored("label"), "<i8")
    x_train, y_train, x_test, y_test = animal_shapes()
    ours = np.rint(np.concatenate([x_train, x_test]) * 255).astype(np.uint8)
    ours = np.column_stack([ours.reshape(10_000, 784), np.append(y_train, y_test)])
    theirs = np.column_stack([x, y])
    np.testing.assert_array_equal(
        ours[np.lexsort(ours.T)], theirs[np.lexsort(theirs.T)]
    )


def test_images_that_occur_twice_stay_in_training():
    x_train, _, x_test, _ = animal_shapes()
    train = {x.tobytes() for x in x_train}
    test = {x.tobytes() for x in x_test}
    assert len(x_train) - len(train) == 284
    assert len(x_test) == len(test)
    assert not train & test


def test_the_split_never_changes():
    _, y_train, _, y_test = animal_shapes()
    labels = np.concatenate([y_train, y_test]).astype(np.uint8)
    assert (
        hashlib.sha256(labels.tobytes()).hexdigest()
        == "fd525d1aa09e8e4d9bc0e8dde05981873520ba479b4cae5a8b2027345a15c1ad"
    )


def test_arrays_pickled_by_any_numpy_are_read(monkeypatch, tmp_path):
    x = np.arange(20 * 784, dtype=np.uint8).reshape(20, 28, 28)
    y = np.repeat([0, 1], 10)
    pack(tmp_path, pickle.dumps(x), pickle.dumps(y))
    monkeypatch.syspath_prepend(tmp_path)
    x_train, y_train, x_test, y_test = animal_shapes()
    assert (x_train.shape, x_test.shape) == ((16, 1, 28, 28), (4, 1, 28, 28))
    assert sorted(y_train) == [0] * 8 + [1] * 8
    assert sorted(y_test) == [0, 0, 1, 1]


def test_a_pickled_program_does_not_run(monkeypatch, tmp_path):
    made = tmp_path / "made"
    program = pickle.dumps(Touch(made))
    pickle.loads(program)
    assert made.exists(), "the program is harmless: this test would prove nothing"
    made.unlink()
    pack(tmp_path, program, pickle.dumps(np.zeros(1)))
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(pickle.UnpicklingError, match=f"{os.name}.*system"):
        animal_shapes()
    assert not made.exists()


@pytest.mark.parametrize(
    ("program", "name"),
    [
        (pickle.dumps(eval), r"builtins\.eval"),
        (pickle.dumps(np.load), r"numpy\.load"),
        (b"\x80\x04\x8c\x05numpy\x8c\x0endarray.tofile\x93.", r"ndarray\.tofile"),
    ],
)
def test_no_other_name_is_looked_up(monkeypatch, tmp_path, program, name):
    assert callable(pickle.loads(program))
    pack(tmp_path, program, pickle.dumps(np.zeros(1)))
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(pickle.UnpicklingError, match=name):
        animal_shapes()


def test_a_missing_package_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "animal_shape_mnist", None)
    with pytest.raises(ModuleNotFoundError, match=r"dlnotes\[book\]"):
        animal_shapes()
