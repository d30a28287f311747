"""Learning rates that rise and fall, once or again and again."""

from __future__ import annotations

from dlnotes._arguments import as_int, as_real, check_choice
from dlnotes.optimizers._optimizer import check_positive
from dlnotes.optimizers._schedule import Schedule, check_step, cosine_fall


def one_cycle(
    max_lr: float,
    total_steps: int,
    *,
    pct_start: float = 0.3,
    anneal_strategy: str = "cos",
    div_factor: float = 25.0,
    final_div_factor: float = 1e4,
    three_phase: bool = False,
) -> Schedule:
    """Rise to a high rate, and fall far below the first one, once.

    Parameters
    ----------
    max_lr : float
        The highest rate.
    total_steps : int
        The length of the cycle.
    pct_start : float
        The share of the steps that rise.
    anneal_strategy : {"cos", "linear"}
        The shape of each phase.
    div_factor : float
        The first rate is ``max_lr / div_factor``.
    final_div_factor : float
        The last rate is the first one divided by it.
    three_phase : bool
        Fall to the first rate as fast as it rose, before the last descent.

    Returns
    -------
    callable
        Maps the step, from 0 to ``total_steps - 1``, to the rate.

    Raises
    ------
    ValueError, TypeError
        If an argument is out of its range.

    Notes
    -----
    As `torch.optim.lr_scheduler.OneCycleLR`, which also moves the momentum against the
    rate. Smith and Topin 2018.

    Examples
    --------
    >>> f = one_cycle(1.0, 10, pct_start=0.3, div_factor=5, final_div_factor=10)
    >>> [round(f(t), 2) for t in (0, 1, 2, 9)]
    [0.2, 0.6, 1.0, 0.02]
    """
    total = as_int("total_steps", total_steps, minimum=1)
    as_real("max_lr", max_lr, 0)
    as_real("pct_start", pct_start, 0)
    if pct_start > 1:
        raise ValueError(f"pct_start is {pct_start}, expected a share from 0 to 1")
    check_choice("anneal_strategy", anneal_strategy, ("cos", "linear"))
    check_positive("div_factor", div_factor)
    check_positive("final_div_factor", final_div_factor)
    first = max_lr / div_factor
    last = first / final_div_factor
    top = pct_start * total - 1
    knots = [(0.0, first), (top, max_lr)]
    knots += [(2 * top, first)] if three_phase else []
    knots += [(total - 1.0, last)]

    def rate(step: int) -> float:
        if check_step(step) >= total:
            raise ValueError(f"step is {step}, expected less than {total}")
        phase = next(k for k, (end, _) in enumerate(knots[1:]) if step <= end)
        (begin, high), (end, low) = knots[phase : phase + 2]
        way = (step - begin) / (end - begin) if end > begin else 1.0
        share = cosine_fall(way) if anneal_strategy == "cos" else 1 - way
        return low + (high - low) * share

    return rate


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

    Raises
    ------
    ValueError, TypeError
        If an argument is out of its range.

    Notes
    -----
    As `torch.optim.lr_scheduler.CyclicLR` without its momentum. Smith 2017, section 3.

    Examples
    --------
    >>> f = cyclic(0.0, 1.0, step_size_up=2)
    >>> [f(t) for t in range(6)]
    [0.0, 0.5, 1.0, 0.5, 0.0, 0.5]
    """
    as_real("base_lr", base_lr, 0)
    as_real("max_lr", max_lr, base_lr)
    check_choice("mode", mode, ("triangular", "triangular2", "exp_range"))
    as_real("gamma", gamma, 0)
    up = as_int("step_size_up", step_size_up, minimum=1)
    down = up
    if step_size_down is not None:
        down = as_int("step_size_down", step_size_down, minimum=1)

    def rate(step: int) -> float:
        cycle, position = divmod(check_step(step), up + down)
        share = position / up if position <= up else (up + down - position) / down
        height = {
            "triangular": 1.0,
            "triangular2": 0.5**cycle,
            "exp_range": gamma**step,
        }
        return base_lr + (max_lr - base_lr) * share * height[mode]

    return rate
