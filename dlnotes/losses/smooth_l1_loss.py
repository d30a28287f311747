"""Smooth L1: squared where the error is small, absolute where it is large."""

import numpy as np

from dlnotes._arguments import Array, as_real
from dlnotes.losses._reduction import check_alike, check_reduction, reduced, spread


def smooth_l1_loss(
    x: Array, target: Array, *, reduction: str = "mean", beta: float = 1.0
) -> Array:
    r"""Smooth L1 loss.

    .. math:: \ell = \begin{cases} d^2 / (2\beta) & |d| < \beta \\
              |d| - \beta/2 & \text{otherwise} \end{cases}, \qquad d = x - t

    Parameters
    ----------
    x, target : Array
        Of one shape, both float32 or both float64; t is an entry of target.
    reduction : {"mean", "sum", "none"}, keyword-only
        One number, or the loss of each entry.
    beta : float, keyword-only
        Where the parabola ends, at least 0, in the units of x; 0 is the absolute error.

    Returns
    -------
    Array
        Of no dimension, or with "none" of x's shape; x's dtype. A mean of no entries
        is NaN.

    Raises
    ------
    TypeError
        If an array is not float32 or float64, dtypes differ, or an option has the wrong
        type.
    ValueError
        If shapes differ, or an option is out of range.

    Notes
    -----
    torch: ``torch.nn.functional.smooth_l1_loss``. Huber's loss is beta times this one.
    Source: Girshick 2015 (Fast R-CNN), equation 3, with beta 1.

    Examples
    --------
    >>> x, target = np.array([0.5, -3.0]), np.zeros(2)
    >>> smooth_l1_loss(x, target, reduction="none")
    array([0.125, 2.5  ])
    """
    check_reduction(reduction)
    slope, error = _slope_and_error(x, target, beta)
    size = np.abs(error)
    # the parabola's part of the error, so that no large error is squared
    losses = np.abs(slope) * (size - np.minimum(size, x.dtype.type(beta)) / 2)
    return reduced(losses, reduction, x.size)


def smooth_l1_loss_backward(
    dy: Array | float,
    x: Array,
    target: Array,
    *,
    reduction: str = "mean",
    beta: float = 1.0,
) -> tuple[Array, Array]:
    r"""Gradient of :func:`smooth_l1_loss`: the error over beta, cut off at ±1.

    .. math:: \frac{\partial\ell}{\partial x}
              = \min\bigl(\max(d/\beta,\,-1),\,1\bigr)
              = -\frac{\partial\ell}{\partial t}

    Parameters
    ----------
    dy : Array or float
        Gradient for the loss: a number, or with "none" an array of x's shape.
    x, target, reduction, beta
        As given to :func:`smooth_l1_loss`.

    Returns
    -------
    dx, dtarget : Array
        Of x's shape and dtype.

    Raises
    ------
    TypeError, ValueError
        As :func:`smooth_l1_loss`, and if dy does not fit its result.

    Notes
    -----
    With beta 0 the slope at an error of 0 is 0, as torch has it.

    Examples
    --------
    >>> x, target = np.array([0.5, -3.0]), np.zeros(2)
    >>> smooth_l1_loss_backward(1.0, x, target, reduction="sum")[0]
    array([ 0.5, -1. ])
    """
    slope, _ = _slope_and_error(x, target, beta)
    dx = spread(dy, x, x.shape, reduction, x.size) * slope
    return np.asarray(dx), np.asarray(-dx)


def _slope_and_error(x: Array, target: Array, beta: float) -> tuple[Array, Array]:
    """Check the arguments; return the slope of each loss, and x - target."""
    check_alike(x, target)
    least = x.dtype.type(as_real("beta", beta, 0.0))
    error = x - target
    # not error / beta, which overflows where beta is tiny
    small = np.abs(error) < least
    slope = np.divide(error, least, out=np.asarray(np.sign(error)), where=small)
    return slope, error
