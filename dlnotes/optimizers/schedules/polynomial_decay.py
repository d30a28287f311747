"""A learning rate that falls along a power of the steps that remain."""

from __future__ import annotations

from functools import partial

from dlnotes._arguments import as_int, as_real
from dlnotes.optimizers._checks import Schedule, as_step


def polynomial_decay(lr: float, total_steps: int, *, power: float = 1.0) -> Schedule:
    r"""Fall to zero along a power of the steps that remain, and stay there.

    .. math:: \eta_t = \eta_0 \left(1 - \frac{\min(t, T)}{T}\right)^p

    Parameters
    ----------
    lr : float
        The first rate :math:`\eta_0`.
    total_steps : int
        The step :math:`T` at which it is zero.
    power : float
        :math:`p`; 1 is a straight line.

    Returns
    -------
    callable
        Maps the step :math:`t`, from 0, to the rate.

    Notes
    -----
    As `torch.optim.lr_scheduler.PolynomialLR`.

    Examples
    --------
    >>> f = polynomial_decay(1.0, 4)
    >>> [f(t) for t in range(6)]
    [1.0, 0.75, 0.5, 0.25, 0.0, 0.0]
    """
    return partial(
        _rest,
        lr=as_real("lr", lr, 0),
        total=as_int("total_steps", total_steps, minimum=1),
        power=as_real("power", power, 0),
    )


def _rest(step: int, *, lr: float, total: int, power: float) -> float:
    left: float = (1 - min(as_step(step), total) / total) ** power
    return lr * left
