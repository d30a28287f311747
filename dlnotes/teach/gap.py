"""Helper ``gap``: how far an array is from the one it should be."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from dlnotes._arguments import refuse_mask


def gap(a: ArrayLike, b: ArrayLike) -> float:
    r"""Return the largest difference, in units of the largest entry of `b`.

    .. math:: \max_i |a_i - b_i| \,/\, \max_i |b_i|

    Parameters
    ----------
    a, b : array_like
        What was computed, and what was expected; of one shape.

    Returns
    -------
    float
        The largest difference itself where `b` is zero everywhere; 0 for empty
        arrays; equal infinities differ by 0.

    Raises
    ------
    TypeError
        If one has a mask.
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> gap([1.0, 2.5], [1.0, 2.0])
    0.25
    >>> gap([0.0, 1e-9], [0.0, 0.0])
    1e-09
    """
    refuse_mask("a", a)
    refuse_mask("b", b)
    ours, expected = np.asarray(a), np.asarray(b)
    if ours.shape != expected.shape:
        raise ValueError(f"a has shape {ours.shape}, b {expected.shape}")
    if ours.size == 0:
        return 0.0
    # Small integers would wrap around, half precision overflow.
    kind = np.result_type(ours, expected, float)
    ours, expected = ours.astype(kind), expected.astype(kind)
    with np.errstate(invalid="ignore"):
        difference = np.where(ours == expected, 0.0, np.abs(ours - expected)).max()
    scale = np.abs(expected).max()
    return float(difference / scale if scale else difference)
