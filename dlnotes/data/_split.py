"""The one way in which the labelled images are split into training and test set."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Split: TypeAlias = tuple[
    npt.NDArray[np.float32],
    npt.NDArray[np.int64],
    npt.NDArray[np.float32],
    npt.NDArray[np.int64],
]


def stratified_split(x: npt.NDArray[np.float32], y: npt.NDArray[np.int64]) -> Split:
    """Draw a fifth of each class for testing, none that occurs twice, and shuffle.

    Lots and places are raw bits of PCG64, which are the same in every NumPy release;
    what ``Generator.permutation`` makes of them may change.
    """
    lots, places = np.random.PCG64(0).random_raw((2, len(y)))
    _, inverse, counts = np.unique(
        x.reshape(len(x), -1), axis=0, return_inverse=True, return_counts=True
    )
    unique = counts[inverse.reshape(-1)] == 1
    is_test = np.zeros(len(y), bool)
    for label in np.unique(y):
        of_class = y == label
        drawable = np.flatnonzero(of_class & unique)
        drawn = np.argsort(lots[drawable])[: round(of_class.sum() / 5)]
        is_test[drawable[drawn]] = True
    order = np.argsort(places)
    train, test = order[~is_test[order]], order[is_test[order]]
    return x[train], y[train], x[test], y[test]
