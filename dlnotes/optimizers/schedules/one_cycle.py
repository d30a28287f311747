"""A learning rate that rises and falls once."""

from __future__ import annotations

from functools import partial

from dlnotes._arguments import as_bool, as_int, as_real, check_choice
from dlnotes.optimizers._checks import Schedule, as_positive, as_share, as_step
from dlnotes.optimizers.schedules.cosine_decay import cosine_fall


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
        The share of the steps that rise; with 1 none falls, and the highest rate is the
        last one.
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

    Notes
    -----
    As `torch.optim.lr_scheduler.OneCycleLR`, which also moves the momentum against the
    rate; where its three phases would overlap, and end at another rate than promised,
    an error is raised here. Smith and Topin 2018.

    Examples
    --------
    >>> f = one_cycle(1.0, 10, pct_start=0.3, div_factor=5, final_div_factor=10)
    >>> [round(f(t), 2) for t in (0, 1, 2, 9)]
    [0.2, 0.6, 1.0, 0.02]
    """
    total = as_int("total_steps", total_steps, minimum=1)
    highest = as_real("max_lr", max_lr, 0)
    share = as_share("pct_start", pct_start)
    check_choice("anneal_strategy", anneal_strategy, ("cos", "linear"))
    first = highest / as_positive("div_factor", div_factor)
    as_real("max_lr / div_factor", first)
    last = first / as_positive("final_div_factor", final_div_factor)
    as_real("the last rate", last)
    top = share * total - 1
    knots = [(0.0, first), (top, highest)]
    if as_bool("three_phase", three_phase):
        if 2 * top >= total - 1:
            raise ValueError(
                f"pct_start is {pct_start}, expected a share that leaves the last of "
                f"three phases a part of {total} steps: below "
                f"{(total + 1) / (2 * total):g}"
            )
        knots.append((2 * top, first))
    knots.append((total - 1.0, last))
    return partial(_along, knots=knots, curve=anneal_strategy)


def _along(step: int, *, knots: list[tuple[float, float]], curve: str) -> float:
    total = round(knots[-1][0]) + 1
    if as_step(step) >= total:
        raise ValueError(f"step is {step}, expected less than {total}")
    phase = next(k for k, (end, _) in enumerate(knots[1:]) if step <= end)
    (begin, high), (end, low) = knots[phase : phase + 2]
    way = (step - begin) / (end - begin) if end > begin else 1.0
    return low + (high - low) * (cosine_fall(way) if curve == "cos" else 1 - way)
