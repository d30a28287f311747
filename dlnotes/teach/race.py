"""Time contenders fairly: side by side, so that a busy moment hits them all."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from random import Random
from statistics import median
from typing import Any


class Race(dict[str, float]):
    """The median seconds of each contender."""

    def ratio(self, contender: str, rival: str) -> float:
        """Return how many times as long as its rival a contender takes."""
        return self[contender] / self[rival]

    @property
    def milliseconds(self) -> dict[str, float]:
        """The medians in milliseconds."""
        return {name: 1e3 * seconds for name, seconds in self.items()}


def race(
    contenders: Mapping[str, Callable[[], Any]],
    *,
    repeats: int = 9,
    seconds: float = float("inf"),
    clock: Callable[[], float] = time.perf_counter,
) -> Race:
    """Return the median seconds of each contender.

    Every round runs each contender once; the first round warms up and is not
    counted. Each round has an order of its own, so that none always finds cache and
    heap as the same rival left them.

    Parameters
    ----------
    contenders : mapping of str to callable
    repeats : int, optional
        Counted rounds, at most.
    seconds : float, optional
        Start no further round after this long; three rounds are always counted
        (or `repeats`, if fewer).
    clock : callable, optional
        Returns the time in seconds.

    Returns
    -------
    Race
        A dict from name to seconds, with ``ratio`` and ``milliseconds``.

    Examples
    --------
    >>> times = race({"long": lambda: sum(range(9000)), "short": lambda: sum(range(9))})
    >>> times.ratio("long", "short") > 1
    True
    """
    if not contenders or repeats < 1:
        raise ValueError(
            f"expected a contender and a repeat, got {len(contenders)} contenders "
            f"and repeats={repeats}"
        )
    names, orders = list(contenders), Random(0)
    times: dict[str, list[float]] = {name: [] for name in names}
    deadline = clock() + seconds
    for turn in range(repeats + 1):
        if turn > 3 and clock() > deadline:
            break
        orders.shuffle(names)
        for name in names:
            start = clock()
            contenders[name]()
            times[name].append(clock() - start)
    return Race({name: median(times[name][1:]) for name in contenders})
