"""Helper ``refusal``: what a function says when it refuses its arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def refusal(fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> str:
    """Call a function that must fail, and return the message of its error.

    Parameters
    ----------
    fn : callable
    *args, **kwargs
        Its arguments, which it should refuse.

    Raises
    ------
    AssertionError
        If it accepts them.

    Examples
    --------
    >>> refusal(int, "seven")
    "invalid literal for int() with base 10: 'seven'"
    """
    try:
        result = fn(*args, **kwargs)
    except Exception as error:
        return str(error)
    name = getattr(fn, "__name__", repr(fn))
    raise AssertionError(f"{name} accepted its arguments and returned {result!r}")
