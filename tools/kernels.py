"""Kernels that do not start for a passing reason are started again."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
STARTS = 3
PAUSE = 1.0  # seconds
# A kernel whose port another process took in between dies before it answers, which its
# client reports as a RuntimeError; so it does one that is too slow on a busy machine.
PASSING = (RuntimeError, OSError)


def patient(start: Callable[P, T]) -> Callable[P, T]:
    """Return ``start`` as a function that tries again, twice at most, when it fails."""

    @wraps(start, updated=())
    def again(*args: P.args, **options: P.kwargs) -> T:
        for _ in range(STARTS - 1):
            try:
                return start(*args, **options)
            except PASSING:
                time.sleep(PAUSE)
        return start(*args, **options)

    return again
