"""A learning rate that rises and falls again and again."""

from __future__ import annotations

from functools import partial

from dlnotes._arguments import as_int, as_real, check_choice
from dlnotes.optimizers._checks import Schedule, as_step
from dlnotes.optimizers.schedules.exponential_decay import scaled


def cyclic(
    base_lr: float,
    max_lr: float,
    *,
    step_size_up: int = 2000,
    step_size_down: int | None = None,
    mode: str = "triangular",
    gamma: float = 1.0,
) -> Schedule:
    r"""Go up and down between two rates in straight lines.

    Parameters
    ----------
    base_lr, max_lr : float
        The lowest and the highest rate.
    step_size_up, step_size_down : int
        The steps up and down; down as many as up if not given.
    mode : {"triangular", "triangular2", "exp_range"}
        All cycles alike; each half as high as the one before; or the height times
        :math:`\gamma^t`.
    gamma : float
        For "exp_range".

    Returns
    -------
    callable
        Maps the step :math:`t`, from 0, to the rate.

    Notes
    -----
    As `torch.optim.lr_scheduler.CyclicLR` without its momentum. Smith 2017, section 3.
    With a :math:`\gamma` above 1 the rate grows as that of `exponential_decay`.

    Examples
    --------
    >>> f = cyclic(0.0, 1.0, step_size_up=2)
    >>> [f(t) for t in range(6)]
    [0.0, 0.5, 1.0, 0.5, 0.0, 0.5]
    """
    base = as_real("base_lr", base_lr, 0)
    check_choice("mode", mode, ("triangular", "triangular2", "exp_range"))
    up = as_int("step_size_up", step_size_up, minimum=1)
    if step_size_down is None:
        step_size_down = up
    return partial(
        _triangle,
        base=base,
        height=as_real("max_lr", max_lr, base) - base,
        up=up,
        down=as_int("step_size_down", step_size_down, minimum=1),
        mode=mode,
        gamma=as_real("gamma", gamma, 0),
    )


def _triangle(
    step: int,
    *,
    base: float,
    height: float,
    up: int,
    down: int,
    mode: str,
    gamma: float,
) -> float:
    cycle, position = divmod(as_step(step), up + down)
    share = position / up if position <= up else (up + down - position) / down
    if mode == "triangular2":
        return base + scaled(height * share, 0.5, cycle)
    if mode == "exp_range":
        return base + scaled(height * share, gamma, step)
    return base + height * share
