"""A learning rate that falls along a cosine."""

from __future__ import annotations

from functools import partial
from math import cos, pi

from dlnotes._arguments import as_int, as_real
from dlnotes.optimizers._checks import Schedule, as_step


def cosine_decay(lr: float, total_steps: int, *, eta_min: float = 0.0) -> Schedule:
    r"""Fall along half a cosine wave.

    .. math:: \eta_t = \eta_{\min} + (\eta_0-\eta_{\min})\,\frac{1+\cos(\pi t/T)}{2}

    Parameters
    ----------
    lr : float
        The first rate :math:`\eta_0`.
    total_steps : int
        The step :math:`T` at which the rate is least; it rises again afterwards.
    eta_min : float
        The least rate :math:`\eta_{\min}`.

    Returns
    -------
    callable
        Maps the step :math:`t`, from 0, to the rate.

    Notes
    -----
    As `torch.optim.lr_scheduler.CosineAnnealingLR`. Loshchilov and Hutter 2017,
    equation 5, without restarts.

    Examples
    --------
    >>> f = cosine_decay(1.0, 4)
    >>> [round(f(t), 4) for t in range(5)]
    [1.0, 0.8536, 0.5, 0.1464, 0.0]
    """
    return partial(
        _wave,
        lr=as_real("lr", lr, 0),
        total=as_int("total_steps", total_steps, minimum=1),
        eta_min=as_real("eta_min", eta_min, 0),
    )


def _wave(step: int, *, lr: float, total: int, eta_min: float) -> float:
    return eta_min + (lr - eta_min) * cosine_fall(as_step(step) / total)


def cosine_fall(way: float) -> float:
    """Go from 1 to 0 along half a cosine wave as `way` goes from 0 to 1."""
    return (1 + cos(pi * way)) / 2
