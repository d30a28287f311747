"""Pyramid pooling: each place learns the means of larger and larger regions."""

from collections.abc import Sequence

import numpy as np

from dlnotes._arguments import Array, check_dy, check_image
from dlnotes.pooling._regions import as_sides
from dlnotes.pooling.adaptive_avg_pool2d import (
    adaptive_avg_pool2d,
    adaptive_avg_pool2d_backward,
)


def pyramid_pool(x: Array, *, bins: Sequence[int] = (1, 2, 3, 6)) -> Array:
    r"""Put beside each place the means of its regions, at several scales.

    .. math:: y = \bigl(x,\; U\,A_{b_1}(x), \dots, U\,A_{b_m}(x)\bigr)

    where :math:`A_b` is :func:`adaptive_avg_pool2d` to :math:`b \times b`, and
    :math:`U` draws its result as large as x, bilinearly, corner on corner.

    Parameters
    ----------
    x : Array
        Images, (N, C, H, W) or (C, H, W), float32 or float64.
    bins : sequence of int, keyword-only
        Regions a side at each scale, b.

    Returns
    -------
    Array
        (N, C·(1 + m), H, W) for m scales, unbatched for a single image; x's dtype.
        First x itself, then the scales in their order.

    Raises
    ------
    TypeError
        If x is no array of float32 or float64, or a scale is not an integer.
    ValueError
        If x has the wrong rank, a scale is less than 1, or there is none.

    Notes
    -----
    PSPNet puts a 1x1 convolution, batch normalization and ReLU between :math:`A` and
    :math:`U`, so that each scale has C/m channels. The convolution alone could as well
    follow, since all three are linear; here it is left to the caller. Source: Zhao et
    al. 2017, section 3.2. torch: ``adaptive_avg_pool2d``, ``interpolate`` with
    ``mode="bilinear", align_corners=True``, and ``cat``.

    Examples
    --------
    >>> x = np.array([[[1.0, 5, 2, 0], [3, 4, 8, 6]]])
    >>> pyramid_pool(x, bins=[1])[1]
    array([[3.625, 3.625, 3.625, 3.625],
           [3.625, 3.625, 3.625, 3.625]])
    """
    check_image("x", x)
    sides = as_sides("bins", bins)
    parts = [x]
    for side in sides:
        means = adaptive_avg_pool2d(x, side)  # (N, C, b, b)
        rows, columns = (_resize(side, n, x.dtype) for n in x.shape[-2:])
        parts.append(rows @ means @ columns.T)  # (N, C, H, W)
    return np.concatenate(parts, axis=-3)


def pyramid_pool_backward(
    dy: Array, x: Array, *, bins: Sequence[int] = (1, 2, 3, 6)
) -> Array:
    r"""Gradient of :func:`pyramid_pool`: the way back through each scale, added up.

    .. math:: dx = dy_0 + \sum_{b} A_b^{\mathsf T}\, U^{\mathsf T} dy_b

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, of its shape and dtype.
    x, bins
        What :func:`pyramid_pool` was given; of x only shape and dtype count.

    Returns
    -------
    Array
        Gradient for x, of its shape and dtype.

    Raises
    ------
    TypeError, ValueError
        As :func:`pyramid_pool`, and if dy has not the output's shape and dtype.

    Notes
    -----
    As much work as the forward pass. torch: what autograd does.

    Examples
    --------
    >>> dy = np.concatenate([np.zeros((1, 2, 4)), np.ones((1, 2, 4))])
    >>> pyramid_pool_backward(dy, np.zeros((1, 2, 4)), bins=[1])
    array([[[1., 1., 1., 1.],
            [1., 1., 1., 1.]]])
    """
    check_image("x", x)
    sides = as_sides("bins", bins)
    *batch, channels, height, width = x.shape
    check_dy(dy, x, (*batch, channels * (1 + len(sides)), height, width))
    own, *others = np.split(dy, 1 + len(sides), axis=-3)
    dx = own.copy()
    for side, part in zip(sides, others, strict=True):
        rows, columns = (_resize(side, n, x.dtype) for n in x.shape[-2:])
        dx += adaptive_avg_pool2d_backward(rows.T @ part @ columns, x, side)
    return dx


def _resize(size: int, wanted: int, dtype: np.dtype[np.floating]) -> Array:
    """Return the (wanted, size) matrix that resizes an axis linearly, ends on ends."""
    places = np.linspace(0, size - 1, wanted)
    hats = 1 - abs(places[:, None] - np.arange(size))
    return np.maximum(hats, 0).astype(dtype)
