"""A learning rate that falls by the same factor every step."""

from __future__ import annotations

from functools import partial
from math import exp, inf, log

from dlnotes._arguments import as_real
from dlnotes.optimizers._checks import Schedule, as_step

LARGEST = 709.0
"""Beyond it, the exponential leaves the range of a float."""


def exponential_decay(lr: float, gamma: float) -> Schedule:
    r"""Multiply the rate by a factor every step.

    .. math:: \eta_t = \eta_0\, \gamma^t

    Parameters
    ----------
    lr : float
        The first rate :math:`\eta_0`.
    gamma : float
        The factor :math:`\gamma`.

    Returns
    -------
    callable
        Maps the step :math:`t`, from 0, to the rate.

    Notes
    -----
    As `torch.optim.lr_scheduler.ExponentialLR`. A factor above 1 makes the
    rate grow, to infinity where no float is as large; an optimizer refuses that rate.

    Examples
    --------
    >>> f = exponential_decay(1.0, 0.5)
    >>> [f(t) for t in range(3)]
    [1.0, 0.5, 0.25]
    """
    return partial(_power, lr=as_real("lr", lr, 0), gamma=as_real("gamma", gamma, 0))


def _power(step: int, *, lr: float, gamma: float) -> float:
    return scaled(lr, gamma, as_step(step))


def scaled(value: float, factor: float, times: int) -> float:
    """Return ``value * factor**times``, infinity where no float is as large."""
    if value == 0:
        return 0.0
    try:
        return value * factor**times
    except OverflowError:
        power = log(value) + times * log(factor)
        return exp(power) if power < LARGEST else inf
