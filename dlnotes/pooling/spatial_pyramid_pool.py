"""Spatial pyramid pooling: a vector of one length for an image of any size."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np

from dlnotes._arguments import Array, check_dy, check_image
from dlnotes.pooling._regions import as_sides
from dlnotes.pooling.adaptive_max_pool2d import (
    adaptive_max_pool2d,
    adaptive_max_pool2d_backward,
)


def spatial_pyramid_pool(x: Array, *, levels: Sequence[int] = (1, 2, 4)) -> Array:
    r"""Cut the image into :math:`l \times l` parts, at each level; keep each maximum.

    .. math:: y_n = \bigl(\operatorname{vec} P_{l_1}(x_n), \dots,
              \operatorname{vec} P_{l_m}(x_n)\bigr)

    where :math:`P_l` is :func:`adaptive_max_pool2d` to :math:`l \times l`.

    Parameters
    ----------
    x : Array
        Images, (N, C, H, W) or (C, H, W), float32 or float64.
    levels : sequence of int, keyword-only
        Parts a side at each level, l.

    Returns
    -------
    Array
        (N, C·Σl²), or (C·Σl²,) for a single image; x's dtype. Level by level, and in
        each as (C, l, l), flattened.

    Raises
    ------
    TypeError
        If x is no array of float32 or float64, or a level is not an integer.
    ValueError
        If x has the wrong rank, a level is less than 1, or there is none.

    Notes
    -----
    Each level looks at each pixel once, or more often where parts overlap. The length
    does not depend on H and W, so a dense layer may follow. Source: He et al. 2014,
    section 2.2. torch: ``adaptive_max_pool2d``, ``flatten`` and ``cat``.

    Examples
    --------
    >>> x = np.array([[[1.0, 5, 2, 0], [3, 4, 8, 6]]])
    >>> spatial_pyramid_pool(x, levels=(1, 2))
    array([8., 5., 2., 4., 8.])
    """
    check_image("x", x)
    sides = as_sides("levels", levels)
    batch = x.shape[:-3]
    parts = [
        adaptive_max_pool2d(x, side).reshape(*batch, _length(x, side))  # (N, C*l*l)
        for side in sides
    ]
    return np.concatenate(parts, axis=-1)


def spatial_pyramid_pool_backward(
    dy: Array, x: Array, *, levels: Sequence[int] = (1, 2, 4)
) -> Array:
    r"""Gradient of :func:`spatial_pyramid_pool`: the levels' gradients add up.

    .. math:: dx = \sum_l P_l'(x)^{\mathsf T} \, dy_l

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, of its shape and dtype.
    x, levels
        What :func:`spatial_pyramid_pool` was given.

    Returns
    -------
    Array
        Gradient for x, of its shape and dtype.

    Raises
    ------
    TypeError, ValueError
        As :func:`spatial_pyramid_pool`, and if dy has not the output's shape and dtype.

    Notes
    -----
    Finds the maxima anew. torch: what autograd does.

    Examples
    --------
    >>> x = np.array([[[1.0, 5, 2, 0], [3, 4, 8, 6]]])
    >>> spatial_pyramid_pool_backward(np.ones(5), x, levels=(1, 2))
    array([[[0., 1., 1., 0.],
            [0., 1., 2., 0.]]])
    """
    check_image("x", x)
    sides = as_sides("levels", levels)
    batch, channels = x.shape[:-3], x.shape[-3]
    lengths = [_length(x, side) for side in sides]
    check_dy(dy, x, (*batch, sum(lengths)))
    dx = np.zeros(x.shape, x.dtype)
    edges = pairwise(accumulate(lengths, initial=0))
    for side, (start, stop) in zip(sides, edges, strict=True):
        part = dy[..., start:stop].reshape(*batch, channels, side, side)
        dx += adaptive_max_pool2d_backward(part, x, side)
    return dx


def _length(x: Array, side: int) -> int:
    """Count what a level makes of an image."""
    return int(x.shape[-3]) * side * side
