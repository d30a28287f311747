"""What the reader's function gave, as something that runs no code of theirs."""

from __future__ import annotations

import reprlib
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from types import EllipsisType, NoneType
from typing import Any

import numpy as np

MOST_PARTS = 16  # of a tuple; no exercise asks for as many
MOST_BITS = 4096  # of an integer; Python refuses to print longer ones
PLAIN = (NoneType, EllipsisType, bool, float, complex, str)


@dataclass(frozen=True)
class Foreign:
    """An answer of a kind that no exercise asks for: how it is called, and looks."""

    kind: str
    text: str

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Failure:
    """An exception: its class, what it says, and the reader's line that raised it.

    ``inside`` is False where the call itself failed, before the function's first line.
    """

    kind: type[BaseException]
    text: str
    line: str
    inside: bool


def inert(value: Any) -> Any:
    """View an answer as arrays, numbers and tuples of them; what else it is, in words.

    An object's own methods, which may raise, lie or never return, are not asked again.
    """
    base = type(value)
    if issubclass(base, tuple | list):
        base = tuple if issubclass(base, tuple) else list
        if base.__len__(value) <= MOST_PARTS:
            return base(_part(part) for part in base.__iter__(value))
    return _part(value)


def _part(value: Any) -> Any:
    kind = type(value)
    if issubclass(kind, np.ndarray) and not issubclass(kind, np.ma.MaskedArray):
        return np.ndarray.view(value, np.ndarray)
    if kind in PLAIN or (issubclass(kind, np.generic) and kind.__module__ == "numpy"):
        return value
    if issubclass(kind, int):
        number = int.__int__(value)
        if number.bit_length() > MOST_BITS:
            text = f"an integer of {number.bit_length()} bits"
            return Foreign(f"{kind.__name__}, too large to print", text)
        return number
    if issubclass(kind, float):
        return float.__float__(value)
    return Foreign(kind.__name__, _text(value))


def _text(value: Any) -> str:
    """Return a short representation of an object."""
    try:
        return reprlib.repr(value)
    except Exception:  # not SystemExit, by which time that is up ends the thread
        return f"<{type(value).__name__}>"


def failure(error: BaseException, fn: Callable[..., Any]) -> Failure:
    """Say what an exception says, and at which line of the reader's it was raised."""
    text = "".join(traceback.format_exception_only(error)).strip()[:500]
    frames = traceback.extract_tb(error.__traceback__)[1:]  # the first is ours
    file = getattr(getattr(fn, "__code__", None), "co_filename", None)
    own = [frame for frame in frames if frame.filename == file] or frames
    line = f", at line {own[-1].lineno}: {own[-1].line}" if own else ""
    return Failure(type(error), text, line, bool(frames))
