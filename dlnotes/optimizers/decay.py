"""Learning rates that only fall."""

from __future__ import annotations

from dlnotes._arguments import as_int, as_real
from dlnotes.optimizers._schedule import Schedule, check_step, cosine_fall


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

    Raises
    ------
    ValueError, TypeError
        If an argument is out of its range.

    Notes
    -----
    As `torch.optim.lr_scheduler.StepLR`.

    Examples
    --------
    >>> f = step_decay(1.0, 2, gamma=0.5)
    >>> [f(t) for t in range(5)]
    [1.0, 1.0, 0.5, 0.5, 0.25]
    """
    as_real("lr", lr, 0)
    size = as_int("step_size", step_size, minimum=1)
    as_real("gamma", gamma, 0)
    return lambda step: lr * gamma ** (check_step(step) // size)


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

    Raises
    ------
    ValueError, TypeError
        If an argument is out of its range.

    Notes
    -----
    As `torch.optim.lr_scheduler.ExponentialLR`.

    Examples
    --------
    >>> f = exponential_decay(1.0, 0.5)
    >>> [f(t) for t in range(3)]
    [1.0, 0.5, 0.25]
    """
    as_real("lr", lr, 0)
    as_real("gamma", gamma, 0)
    return lambda step: lr * gamma ** check_step(step)


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

    Raises
    ------
    ValueError, TypeError
        If an argument is out of its range.

    Notes
    -----
    As `torch.optim.lr_scheduler.PolynomialLR`.

    Examples
    --------
    >>> f = polynomial_decay(1.0, 4)
    >>> [f(t) for t in range(6)]
    [1.0, 0.75, 0.5, 0.25, 0.0, 0.0]
    """
    as_real("lr", lr, 0)
    total = as_int("total_steps", total_steps, minimum=1)
    as_real("power", power, 0)
    return lambda step: lr * (1 - min(check_step(step), total) / total) ** power


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

    Raises
    ------
    ValueError, TypeError
        If an argument is out of its range.

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
    as_real("lr", lr, 0)
    total = as_int("total_steps", total_steps, minimum=1)
    as_real("eta_min", eta_min, 0)
    return lambda step: eta_min + (lr - eta_min) * cosine_fall(check_step(step) / total)
