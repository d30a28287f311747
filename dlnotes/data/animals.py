"""Animal silhouettes, out of animal-shape-mnist."""

from __future__ import annotations

import gzip
import pickle
from typing import Any

import numpy as np

from dlnotes.data._package import package_file
from dlnotes.data._split import Split, stratified_split

# What the pickle of an array names, and nothing else.
_RECONSTRUCT = np.empty(0).__reduce__()[0]
_ALLOWED: dict[tuple[str, str], Any] = {
    ("numpy.core.multiarray", "_reconstruct"): _RECONSTRUCT,
    ("numpy._core.multiarray", "_reconstruct"): _RECONSTRUCT,
    ("numpy", "ndarray"): np.ndarray,
    ("numpy", "dtype"): np.dtype,
}


class _ArrayUnpickler(pickle.Unpickler):
    """Load arrays; refuse every other name before it is imported or called."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _ALLOWED:
            raise pickle.UnpicklingError(f"an array's pickle names {module}.{name}")
        return _ALLOWED[module, name]


def _read(part: str) -> Any:
    file = package_file(
        "animal_shape_mnist",
        f"data/Animal Shape/animal_{part}_version_3.gz",
        extra="book",
    )
    with gzip.open(file) as stream:
        return _ArrayUnpickler(stream).load()


def animal_shapes() -> Split:
    """Load 10,000 silhouettes of animals in MNIST's format, 1,000 a class.

    Returns
    -------
    x_train : ndarray of float32, shape (8000, 1, 28, 28)
        Images in [0, 1], in steps of 1/255. The animal is bright, the ground 0.
    y_train : ndarray of int64, shape (8000,)
        0 bear, 1 bird, 2 cat, 3 cow, 4 dog, 5 elephant, 6 giraffe, 7 horse, 8 sheep,
        9 zebra; 800 images a class.
    x_test, y_test : ndarray, shapes (2000, 1, 28, 28) and (2000,)
        A fixed fifth of each class: 200 images.

    Raises
    ------
    ModuleNotFoundError
        If animal-shape-mnist is not installed.
    pickle.UnpicklingError
        If its files hold anything but arrays.

    Notes
    -----
    284 images occur twice. All of these are in the training set: no test image is
    also a training image. The files are pickles, which can run any program when
    loaded; they are read by an unpickler that knows arrays alone.

    *Source*: S. Mohammadi (2025), animal-shape-mnist 0.39. *Licence*: MIT.

    Examples
    --------
    >>> x_train, y_train, x_test, y_test = animal_shapes()
    >>> x_train.shape, x_test.shape
    ((8000, 1, 28, 28), (2000, 1, 28, 28))
    """
    x = _read("data").astype(np.float32)[:, None] / np.float32(255)
    return stratified_split(x, _read("label").astype(np.int64))
