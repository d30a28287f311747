"""Pooling by the p-norm: between the sum (p = 1) and the maximum (p to infinity)."""

import math
from math import prod
from numbers import Real

import numpy as np

from dlnotes._arguments import (
    Array,
    IntPair,
    as_pair,
    as_real,
    check_dy,
    check_image,
)
from dlnotes.pooling.avg_pool2d import avg_pool2d, avg_pool2d_backward
from dlnotes.pooling.max_pool2d import max_pool2d, max_pool2d_backward


def lp_pool2d(
    x: Array,
    kernel_size: IntPair,
    *,
    norm_type: float,
    stride: IntPair | None = None,
    ceil_mode: bool = False,
) -> Array:
    r"""2-D pooling by a p-norm.

    .. math:: y_{n,c,i,j} = \Bigl(\sum_{u,v} x_{n,\;c,\;iS+u,\;jS+v}^{\,p}\Bigr)^{1/p}

    Parameters
    ----------
    x : Array
        Images, (N, C, H, W) or (C, H, W), float32 or float64.
    kernel_size, stride, ceil_mode
        As in :func:`max_pool2d`.
    norm_type : float, keyword-only
        :math:`p`, above 0; infinity means the largest :math:`|x|`.

    Returns
    -------
    Array
        (N, C, OH, OW), or (C, OH, OW) for a single image; x's dtype.

    Raises
    ------
    TypeError, ValueError
        As :func:`max_pool2d`, and if `norm_type` is no number above 0.

    Notes
    -----
    A window that hangs over the end (`ceil_mode`) counts as if filled up with its own
    mean. x, not :math:`|x|`, is raised to the power, as in
    ``torch.nn.functional.lp_pool2d``: a negative sum has no root, which is NaN.

    Examples
    --------
    >>> x = np.array([[[3.0, 4, 0, 0]]])
    >>> lp_pool2d(x, (1, 2), norm_type=2)
    array([[[5., 0.]]])
    """
    p = _checked(x, norm_type)
    if p == math.inf:
        return max_pool2d(abs(x), kernel_size, stride=stride, ceil_mode=ceil_mode)
    with np.errstate(invalid="ignore"):
        y: Array = _sums(x, p, kernel_size, stride, ceil_mode) ** (1 / p)
    return y


def lp_pool2d_backward(
    dy: Array,
    x: Array,
    kernel_size: IntPair,
    *,
    norm_type: float,
    stride: IntPair | None = None,
    ceil_mode: bool = False,
) -> Array:
    r"""Gradient of :func:`lp_pool2d`.

    .. math:: dx_{n,c,q} = x_{n,c,q}^{\,p-1} \sum_{i,j:\; q \text{ in window } i,j}
              dy_{n,c,i,j}\, y_{n,c,i,j}^{\,1-p}

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, of its shape and dtype.
    x, kernel_size, norm_type, stride, ceil_mode
        What :func:`lp_pool2d` was given.

    Returns
    -------
    Array
        Gradient for x, of its shape and dtype.

    Raises
    ------
    TypeError, ValueError
        As :func:`lp_pool2d`, and if dy has not the output's shape and dtype.

    Notes
    -----
    A window whose sum is 0 passes nothing on, as in torch, even for p = 1.

    Examples
    --------
    >>> x = np.array([[[3.0, 4, 0, 0]]])
    >>> lp_pool2d_backward(np.ones((1, 1, 2)), x, (1, 2), norm_type=2)
    array([[[0.6, 0.8, 0. , 0. ]]])
    """
    p = _checked(x, norm_type)
    if p == math.inf:
        return np.sign(x) * max_pool2d_backward(
            dy, abs(x), kernel_size, stride=stride, ceil_mode=ceil_mode
        )
    with np.errstate(invalid="ignore", divide="ignore"):
        sums = _sums(x, p, kernel_size, stride, ceil_mode)
        check_dy(dy, x, sums.shape)
        slope = np.where(sums == 0, 0, sums ** (1 / p - 1)).astype(x.dtype)
        share = avg_pool2d_backward(
            dy * slope, x, kernel_size, stride=stride, ceil_mode=ceil_mode
        )
        dx: Array = share * _taps(kernel_size) * x ** (p - 1)
    return dx


def _checked(x: Array, norm_type: float) -> float:
    """Check x before any work, and return p as a float."""
    check_image("x", x)
    if isinstance(norm_type, Real) and norm_type == math.inf:
        return math.inf
    p = as_real("norm_type", norm_type)
    if p <= 0:
        raise ValueError(f"norm_type is {norm_type}, expected a number above 0")
    return p


def _sums(
    x: Array, p: float, kernel_size: IntPair, stride: IntPair | None, ceil_mode: bool
) -> Array:
    """Add up the powers in each window."""
    powers: Array = x**p
    means = avg_pool2d(powers, kernel_size, stride=stride, ceil_mode=ceil_mode)
    return means * _taps(kernel_size)


def _taps(kernel_size: IntPair) -> int:
    return prod(as_pair("kernel_size", kernel_size, minimum=1))
