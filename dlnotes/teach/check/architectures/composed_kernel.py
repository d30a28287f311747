"""The exercise on the dense matrix that two block-diagonal ones make."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise

Numbers = NDArray[Any]


def _parts(primary: Array, secondary: Array) -> tuple[Numbers, Numbers, Numbers]:
    """Return both block-diagonal matrices, and the shuffle between them."""
    groups, size = primary.shape[:2]
    first, second = (
        np.zeros((groups * size, groups * size), primary.dtype) for _ in range(2)
    )
    for g, block in enumerate(primary):
        first[g * size : (g + 1) * size, g * size : (g + 1) * size] = block
    for m, block in enumerate(secondary):
        second[m * groups : (m + 1) * groups, m * groups : (m + 1) * groups] = block
    order = np.arange(groups * size).reshape(groups, size).T.ravel()
    return first, second, np.eye(groups * size, dtype=primary.dtype)[order]


@exercise()
def composed_kernel(primary: Array, secondary: Array) -> Numbers:
    """Return the matrix (L·M, L·M) of primary blocks, shuffle, secondary blocks, back.

    `primary` (L, M, M) holds a matrix for each of L groups of M channels, which stand
    one after the other; `secondary` (M, L, L) one for each of M groups of L. Group m of
    the second reads the m-th channel of each group of the first. The matrix maps x,
    (L·M,), to the output in x's order of channels: y = K @ x. Keep the dtype.
    """
    first, second, shuffle = _parts(primary, secondary)
    composed: Numbers = shuffle.T @ second @ shuffle @ first
    return composed


def _case(label: str, groups: int, size: int, kind: Any = integers) -> None:
    composed_kernel.case(label, kind(groups, size, size), kind(size, groups, groups))


_case("2 groups of 2, counted", 2, 2, count)
_case("3 groups of 2", 3, 2)
_case("2 groups of 3", 2, 3)
_case("4 groups of 2", 4, 2)
_case("1 group of 4", 1, 4)
_case("4 groups of 1", 4, 1)
_case("float32 noise", 3, 4, noise)


def _slip(sentence: str, wrong: Callable[[Numbers, Numbers, Numbers], Numbers]) -> None:
    """Add a mistake: a product of the first matrix, the second, and the shuffle."""
    composed_kernel.mistake(sentence, lambda p, s: wrong(*_parts(p, s)))


_slip(
    "The shuffle back is missing: the rows are in the order of the second convolution.",
    lambda a, b, q: b @ q @ a,
)
_slip(
    "There is no shuffle: most pairs of channels still do not meet.",
    lambda a, b, q: b @ a,
)
_slip(
    "The factors are exchanged: the primary convolution comes first, on the right.",
    lambda a, b, q: a @ q.T @ b @ q,
)
_slip(
    "The matrix is transposed: its columns belong to the inputs.",
    lambda a, b, q: (q.T @ b @ q @ a).T,
)
_slip(
    "The shuffles are exchanged: the one back comes last.",
    lambda a, b, q: q @ b @ q.T @ a,
)
_slip("The secondary blocks are missing.", lambda a, b, q: a)
_slip("The primary blocks are missing.", lambda a, b, q: q.T @ b @ q)
composed_kernel.mistake(
    "Each block is transposed: block[i, j] leads from channel j to channel i.",
    lambda p, s: composed_kernel.oracle(p.swapaxes(1, 2), s.swapaxes(1, 2)),
)
