"""A learning rate that falls in stairs."""

from __future__ import annotations

from functools import partial

from dlnotes._arguments import as_int, as_real
from dlnotes.optimizers._checks import Schedule, as_step
from dlnotes.optimizers.schedules.exponential_decay import scaled


def step_decay(lr: float, step_size: int, *, gamma: float = 0.1) -> Schedule:
    r"""Multiply the rate by a factor every so many steps.

    .. math:: \eta_t = \eta_0\, \gamma^{\lfloor t / s \rfloor}

    Parameters
    ----------
    lr : float
        The first rate :math:`\eta_0`.
    step_size : int
        The length :math:`s` of a stair, in steps.
    gamma : float
        The factor :math:`\gamma`.

    Returns
    -------
    callable
        Maps the step :math:`t`, from 0, to the rate.

    Notes
    -----
    As `torch.optim.lr_scheduler.StepLR`.

    Examples
    --------
    >>> f = step_decay(1.0, 2, gamma=0.5)
    >>> [f(t) for t in range(5)]
    [1.0, 1.0, 0.5, 0.5, 0.25]
    """
    return partial(
        _stair,
        lr=as_real("lr", lr, 0),
        size=as_int("step_size", step_size, minimum=1),
        gamma=as_real("gamma", gamma, 0),
    )


def _stair(step: int, *, lr: float, size: int, gamma: float) -> float:
    return scaled(lr, gamma, as_step(step) // size)
