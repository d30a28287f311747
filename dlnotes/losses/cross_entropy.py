"""Cross-entropy: how surprised the predicted probabilities are by the true class."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from dlnotes._arguments import (
    Array,
    as_int,
    as_real,
    check_array,
    check_same_dtype,
    check_shape,
)
from dlnotes.losses._reduction import check_reduction, reduced, spread

Target = npt.NDArray[Any]


def cross_entropy(
    x: Array,
    target: Target,
    *,
    weight: Array | None = None,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Array:
    r"""Cross-entropy of logits with classes, or with probabilities of classes.

    .. math:: \ell = -\sum_c w_c\, q_c \log p_c, \qquad
              p_c = \frac{e^{x_c}}{\sum_k e^{x_k}}

    where :math:`q` are the target's probabilities: 1 for a true class given by its
    index. With label smoothing ε they become :math:`(1 - ε)\,q_c + ε/C`.

    Parameters
    ----------
    x : Array
        Logits, (N, C), (N, C, d1, d2, ...) or (C,), float32 or float64.
    target : array of integers or Array
        The index of the true class, 0 to C - 1, of x's shape without C; or
        probabilities, of x's shape and dtype.
    weight : Array, optional, keyword-only
        (C,), :math:`w`; of x's dtype. All 1 where it is None.
    ignore_index : int, keyword-only
        Where target is this index, the loss is 0 and the mean counts nothing.
    reduction : {"mean", "sum", "none"}, keyword-only
        One number, or the loss of each target. The mean divides by the sum of the true
        classes' weights; for probabilities by the number of targets.
    label_smoothing : float, keyword-only
        ε, from 0 to 1.

    Returns
    -------
    Array
        Of no dimension, or with "none" of x's shape without C; x's dtype. A mean of
        nothing is NaN.

    Raises
    ------
    TypeError
        If x or weight is not float32 or float64, dtypes differ, or target or an option
        has the wrong type.
    ValueError
        If shapes do not fit, an index is no class, an option is out of range, or
        ignore_index is a class where target holds probabilities.

    Notes
    -----
    The largest logit is subtracted before :math:`e^x`: finite for all finite logits,
    unless their difference overflows. A class of probability 0 adds nothing even where
    its logit is -inf. torch: ``torch.nn.functional.cross_entropy``.

    Examples
    --------
    >>> x, target = np.array([[2.0, 0.0, 0.0]]), np.array([1])
    >>> print(f"{cross_entropy(x, target):.3f}")
    2.240
    """
    check_reduction(reduction)
    share, known, count = _shares(x, target, weight, ignore_index, label_smoothing)
    log_p = _log_softmax(x)
    silent = ~known | ((share == 0) & np.isneginf(log_p))
    log_p = np.where(silent, 0 * share, log_p)
    return reduced(-(share * log_p).sum(axis=_axis(x)), reduction, count)


def cross_entropy_backward(
    dy: Array | float,
    x: Array,
    target: Target,
    *,
    weight: Array | None = None,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Array:
    r"""Gradient of :func:`cross_entropy` for the logits.

    .. math:: \frac{\partial\ell}{\partial x_c}
              = p_c \sum_k w_k q_k - w_c\, q_c

    which without weights is :math:`p_c - q_c`.

    Parameters
    ----------
    dy : Array or float
        Gradient for the loss: a number, or with "none" of x's shape without C.
    x, target, weight, ignore_index, reduction, label_smoothing
        As given to :func:`cross_entropy`.

    Returns
    -------
    Array
        dx, of x's shape and dtype. Probabilities in target get none.

    Raises
    ------
    TypeError, ValueError
        As :func:`cross_entropy`, and if dy does not fit its result.

    Examples
    --------
    >>> x, target = np.array([[2.0, 0.0, 0.0]]), np.array([1])
    >>> cross_entropy_backward(1.0, x, target).round(3)
    array([[ 0.787, -0.893,  0.107]])
    """
    share, _, count = _shares(x, target, weight, ignore_index, label_smoothing)
    dy = spread(dy, x, _targets_shape(x), reduction, count)
    p = np.exp(_log_softmax(x))
    slope: Array = p * share.sum(axis=_axis(x), keepdims=True) - share
    return slope * (np.expand_dims(dy, _axis(x)) if dy.ndim else dy)


def _axis(x: Array) -> int:
    """Return where the classes are."""
    return min(1, x.ndim - 1)


def _targets_shape(x: Array) -> tuple[int, ...]:
    """Return x's shape without the classes."""
    return x.shape[: _axis(x)] + x.shape[_axis(x) + 1 :]


def _log_softmax(x: Array) -> Array:
    below = x - x.max(axis=_axis(x), keepdims=True)
    total = np.exp(below).sum(axis=_axis(x), keepdims=True)
    log_p: Array = below - np.log(total)
    return log_p


def _shares(
    x: Array, target: Target, weight: Array | None, ignore_index: int, smoothing: float
) -> tuple[Array, Target, float]:
    """Check the arguments; return w q, where it counts, and what the mean divides by.

    w q is of x's shape; ignored targets do not count.
    """
    check_array("x", x)
    if not x.ndim or not x.shape[_axis(x)]:
        raise ValueError(f"x has shape {x.shape}, expected at least one class")
    ignored = as_int("ignore_index", ignore_index, minimum=-(2**63))
    epsilon = as_real("label_smoothing", smoothing, 0.0)
    if epsilon > 1:
        raise ValueError(f"label_smoothing is {smoothing}, expected 0 to 1")
    w = _by_class(x, np.ones(x.shape[_axis(x)], x.dtype) if weight is None else weight)
    even = x.dtype.type(1 / x.shape[_axis(x)])
    if isinstance(target, np.ndarray) and target.dtype.kind == "f":
        check_array("target", target)
        check_same_dtype(x=x, target=target)
        check_shape("target", target, x.shape)
        if ignored >= 0:
            raise ValueError(
                f"ignore_index is {ignored}, but target holds probabilities"
            )
        smooth = target + x.dtype.type(epsilon) * (even - target)
        return w * smooth, np.ones(1, bool), math.prod(_targets_shape(x))
    known, hot = _one_hot(x, target, ignored)
    smooth = known * (hot + x.dtype.type(epsilon) * (even - hot))
    return w * smooth, known, float((w * hot).sum(dtype=np.float64))


def _by_class(x: Array, weight: Array) -> Array:
    """Return the classes' weights so that they lie along x's classes."""
    check_array("weight", weight)
    check_same_dtype(x=x, weight=weight)
    check_shape("weight", weight, (x.shape[_axis(x)],))
    return weight.reshape(-1, *[1] * (x.ndim - _axis(x) - 1))  # (C, 1, 1, ...)


def _one_hot(x: Array, target: Target, ignored: int) -> tuple[Target, Array]:
    """Return where a class is known, (N, 1, ...), and 1 at it, of x's shape."""
    if isinstance(target, np.integer):
        target = np.asarray(target)
    if type(target) is not np.ndarray or target.dtype.kind not in "iu":
        given = getattr(target, "dtype", type(target).__name__)
        raise TypeError(
            f"target is {given}, expected an array of integers, or of probabilities "
            f"as {x.dtype}"
        )
    check_shape("target", target, _targets_shape(x))
    count, known = x.shape[_axis(x)], target != ignored
    wrong = known & ((target < 0) | (target >= count))
    if wrong.any():
        raise ValueError(
            f"target holds {target[wrong][0]}, expected 0 to {count - 1} for "
            f"{count} classes, or ignore_index {ignored}"
        )
    target, known = (np.expand_dims(a, _axis(x)) for a in (target, known))
    classes = np.arange(count).reshape(-1, *[1] * (x.ndim - _axis(x) - 1))
    return known, (known & (classes == target)).astype(x.dtype)
