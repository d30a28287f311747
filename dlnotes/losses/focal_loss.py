"""Focal loss: what is already right counts little, so that the rest is heard."""

from typing import NamedTuple

import numpy as np

from dlnotes._arguments import Array, as_real
from dlnotes.losses._reduction import check_alike, check_reduction, reduced, spread


class _Terms(NamedTuple):
    sign: Array  # 1 where the target is 1, else -1
    alpha: Array
    gamma: float
    right: Array  # p_t, the probability of what is true
    wrong: Array  # 1 - p_t
    entropy: Array  # -log p_t


def focal_loss(
    x: Array,
    target: Array,
    *,
    alpha: float = 0.25,
    gamma: float = 2.0,
    reduction: str = "none",
) -> Array:
    r"""Sigmoid focal loss of logits, each a yes or no.

    .. math:: \ell = -\alpha_t (1 - p_t)^\gamma \log p_t

    where :math:`p_t` is the probability of what is true: with
    :math:`p = 1/(1 + e^{-x})` it is p where the target is 1 and 1 - p where it is 0;
    likewise :math:`\alpha_t` is α or 1 - α.

    Parameters
    ----------
    x : Array
        Logits of any shape, float32 or float64.
    target : Array
        0 or 1 for each of them, of x's shape and dtype.
    alpha : float, keyword-only
        Weight of the ones, from 0 to 1; -1 weighs all alike.
    gamma : float, keyword-only
        How much less counts what is nearly right, at least 0; 0 is cross-entropy.
    reduction : {"none", "mean", "sum"}, keyword-only
        The loss of each logit, or one number.

    Returns
    -------
    Array
        Of x's shape, or with "mean" and "sum" of no dimension; x's dtype.

    Raises
    ------
    TypeError
        If an array is not float32 or float64, dtypes differ, or an option has the wrong
        type.
    ValueError
        If shapes differ, a target is neither 0 nor 1, or an option is out of range.

    Notes
    -----
    Finite for all finite logits. torch: ``torchvision.ops.sigmoid_focal_loss``, whose
    reduction is "none" as well. Source: Lin et al. 2017 (RetinaNet), equation 5.

    Examples
    --------
    >>> x, target = np.array([0.0, 2.0]), np.array([1.0, 1.0])
    >>> focal_loss(x, target, alpha=-1).round(4)
    array([0.1733, 0.0018])
    """
    check_reduction(reduction)
    t = _terms(x, target, alpha, gamma)
    return reduced(t.alpha * t.wrong**t.gamma * t.entropy, reduction, x.size)


def focal_loss_backward(
    dy: Array | float,
    x: Array,
    target: Array,
    *,
    alpha: float = 0.25,
    gamma: float = 2.0,
    reduction: str = "none",
) -> Array:
    r"""Gradient of :func:`focal_loss` for the logits.

    .. math:: \frac{\partial\ell}{\partial x}
              = \pm\alpha_t (1 - p_t)^\gamma \bigl(\gamma p_t \log p_t - (1 - p_t)\bigr)

    with + where the target is 1.

    Parameters
    ----------
    dy : Array or float
        Gradient for the loss: an array of x's shape, or with "mean" and "sum" a number.
    x, target, alpha, gamma, reduction
        As given to :func:`focal_loss`.

    Returns
    -------
    Array
        dx, of x's shape and dtype.

    Raises
    ------
    TypeError, ValueError
        As :func:`focal_loss`, and if dy does not fit its result.

    Notes
    -----
    Source: Lin et al. 2017, appendix B.

    Examples
    --------
    >>> x, target = np.array([0.0]), np.array([1.0])
    >>> focal_loss_backward(np.ones(1), x, target, alpha=-1, gamma=0)
    array([-0.5])
    """
    t = _terms(x, target, alpha, gamma)
    slope = -(t.wrong**t.gamma) * (t.wrong + t.gamma * t.right * t.entropy)
    dx = spread(dy, x, x.shape, reduction, x.size) * t.sign * t.alpha * slope
    return np.asarray(dx)


def _terms(x: Array, target: Array, alpha: float, gamma: float) -> _Terms:
    """Check the arguments and return what the formula is made of."""
    check_alike(x, target)
    yes = target == 1
    if not (yes | (target == 0)).all():
        raise ValueError("target holds another number than 0 and 1")
    share = as_real("alpha", alpha)
    if not (0 <= share <= 1 or share == -1):
        raise ValueError(f"alpha is {alpha}, expected 0 to 1, or -1 for no weights")
    one = x.dtype.type(1)
    weights = (1, 1) if share == -1 else (share, 1 - share)
    of_one, of_zero = np.array(weights, x.dtype)
    sign = np.where(yes, one, -one)
    z = sign * x
    tail = np.exp(-np.abs(z))  # of the smaller of e^z and e^-z: no overflow
    larger, smaller = one / (one + tail), tail / (one + tail)
    return _Terms(
        sign=sign,
        alpha=np.where(yes, of_one, of_zero),
        gamma=as_real("gamma", gamma, 0.0),
        right=np.where(z >= 0, larger, smaller),
        wrong=np.where(z >= 0, smaller, larger),
        entropy=np.maximum(-z, 0 * one) + np.log1p(tail),
    )
