"""A learning rate that rises at first."""

from __future__ import annotations

from functools import partial

from dlnotes._arguments import as_int, as_real
from dlnotes.optimizers._checks import Schedule, as_step


def warmup(
    lr: float | Schedule, warmup_steps: int, *, start_factor: float = 1 / 3
) -> Schedule:
    r"""Rise along a straight line, then keep the rate or begin another schedule.

    .. math:: \eta_t = \eta\,\left(f + (1-f)\,\frac{\min(t, W)}{W}\right)

    Parameters
    ----------
    lr : float or callable
        The rate :math:`\eta` after the warm-up, or a schedule that begins then: the
        warm-up rises to its first rate.
    warmup_steps : int
        :math:`W`, the step at which the warm-up is over.
    start_factor : float
        The share :math:`f` of the rate at the first step.

    Returns
    -------
    callable
        Maps the step :math:`t`, from 0, to the rate.

    Notes
    -----
    As `torch.optim.lr_scheduler.LinearLR`, followed by another through `SequentialLR`.
    Goyal et al. 2017, section 2.2.

    Examples
    --------
    >>> f = warmup(1.0, 4, start_factor=0.2)
    >>> [round(f(t), 2) for t in range(6)]
    [0.2, 0.4, 0.6, 0.8, 1.0, 1.0]
    >>> from dlnotes.optimizers import cosine_decay
    >>> f = warmup(cosine_decay(1.0, 2), 2, start_factor=0.5)
    >>> [round(f(t), 2) for t in range(5)]
    [0.5, 0.75, 1.0, 0.5, 0.0]
    """
    return partial(
        _rise,
        after=lr if callable(lr) else partial(_constant, lr=as_real("lr", lr, 0)),
        length=as_int("warmup_steps", warmup_steps, minimum=1),
        start=as_real("start_factor", start_factor, 0),
    )


def _rise(step: int, *, after: Schedule, length: int, start: float) -> float:
    if as_step(step) >= length:
        return after(step - length)
    return after(0) * (start + (1 - start) * step / length)


def _constant(step: int, *, lr: float) -> float:
    return lr
