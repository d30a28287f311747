"""What every drill is made with: numbers drawn, and a question put."""

from __future__ import annotations

from collections.abc import Iterable
from typing import SupportsFloat, TypeVar

from numpy.random import Generator

from dlnotes.teach._bank import Drill

SLACK = 0.005  # of the answer: three digits are enough
T = TypeVar("T")


def choose(rng: Generator, *values: T) -> T:
    """Return one of the values."""
    return values[rng.integers(len(values))]


def between(rng: Generator, low: int, high: int) -> int:
    """Return a whole number from ``low`` to ``high``."""
    return int(rng.integers(low, high, endpoint=True))


def several(rng: Generator, count: int, low: int, high: int) -> list[int]:
    """Return different whole numbers from ``low`` to ``high``, in any order."""
    chosen = rng.choice(high - low + 1, count, replace=False)
    return [low + int(each) for each in chosen]


def listed(numbers: Iterable[object]) -> str:
    """Return what a question says of several numbers."""
    return ", ".join(map(str, numbers))


def ask(
    chapter: str, question: str, answer: SupportsFloat, because: str, *, unit: str = ""
) -> Drill:
    """Return a drill; an answer that is no whole number may miss by `SLACK`.

    Parameters
    ----------
    chapter : str
        The chapter of the topic that explains it.
    question : str
        With every number that the answer needs.
    answer : number
        Computed by the package.
    because : str
        The working, with the same numbers.
    unit : str
        What is counted.
    """
    value = float(answer)
    whole = float(round(value))
    if abs(value - whole) < 1e-9:
        return Drill("", chapter, question, whole, unit=unit, because=because)
    slack = SLACK * abs(value)
    return Drill("", chapter, question, value, slack, unit, because)
