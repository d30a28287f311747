"""One case of an exercise, tried, and what is wrong with the outcome, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations, product
from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.lib.array_utils import byte_bounds

from dlnotes.teach.check._answers import Failure, Foreign
from dlnotes.teach.check._compare import (
    FLOAT,
    INTEGERS,
    Array,
    difference,
    is_numeric,
    same,
)
from dlnotes.teach.check._limits import Outcome


class Case:
    """A call to grade by: ``Case("1 channel, stride 2", x, weight, stride=2)``."""

    def __init__(self, label: str, /, *args: Any, **options: Any) -> None:
        self.label = label
        self.args = args
        self.options = options

    def copies(self) -> tuple[Any, ...]:
        """Copy the positional arguments, strides and all, for a function to change."""
        return tuple(
            a.copy(order="K") if isinstance(a, np.ndarray) else a for a in self.args
        )


@dataclass(frozen=True, eq=False)
class Trial:
    """A case and what came of it; without a ``problem`` the case passes.

    ``part`` is the entry of ``gots`` that is wrong, ``by_value`` whether its kind is
    right, so that known mistakes can be compared with it.
    """

    case: Case
    outcome: Outcome
    wants: tuple[Any, ...]
    gots: tuple[Any, ...] = ()
    problem: str = ""
    part: int = 0
    by_value: bool = False


def split(answer: Any, count: int) -> tuple[Any, ...]:
    """View an answer as a tuple of its parts: empty, if it should be one but is not."""
    if count == 1:
        return (answer,)
    return tuple(answer) if isinstance(answer, tuple | list) else ()


def problem_of_parts(
    gots: tuple[Any, ...],
    wants: tuple[Any, ...],
    names: Sequence[str],
    *,
    inputs: Mapping[str, Any],
    keeps_dtype: bool = True,
) -> tuple[str, int, bool]:
    """Return the first problem of an answer, the part, whether it is its value.

    ``inputs`` are the arguments by name, of which one has the dtype that is asked for;
    unless ``keeps_dtype``, floats may be more precise than they.
    """
    if len(gots) != len(wants):
        return f"Return a tuple of {len(wants)} arrays: {', '.join(names)}.", 0, False
    parts = list(zip(names, gots, wants, strict=True))
    for part, (name, got, want) in enumerate(parts):
        if not same(got, want):
            value = is_numeric(got) if is_numeric(want) else isinstance(got, Real)
            wrong = _wrong_kind(got, want) or difference(got, want)
            return f"{name} {wrong}", part, value
    for part, (name, got, want) in enumerate(parts):
        if is_numeric(want) and not _same_kind(got, want, keeps_dtype):
            problem = f"{name} has the right values, but its dtype is {got.dtype}"
            if want.dtype.kind in INTEGERS:
                return f"{problem}, not one of integers.", part, False
            return f"{problem}: {_asked(want.dtype, inputs)}", part, False
    return "", 0, False


def _same_kind(got: Array, want: Array, keeps_dtype: bool) -> bool:
    """Whether dtypes are equal; of integers the width does not matter."""
    if want.dtype.kind in INTEGERS:
        return got.dtype.kind in INTEGERS
    if not keeps_dtype and got.dtype.kind == want.dtype.kind:
        return got.dtype.itemsize >= want.dtype.itemsize
    return got.dtype == want.dtype


def _asked(dtype: Any, inputs: Mapping[str, Any]) -> str:
    """Ask for a dtype by the argument that has it: x, or else the first."""
    arrays = {n: a for n, a in inputs.items() if isinstance(a, np.ndarray)}
    alike = [name for name, array in arrays.items() if array.dtype == dtype]
    if not alike:
        return f"expected {dtype}."
    return f"keep that of {'x' if 'x' in alike else alike[0]}, {dtype}."


def in_another_order(gots: tuple[Any, ...], wants: tuple[Any, ...]) -> bool:
    """Whether the parts of an answer are right but for their order."""
    return len(gots) == len(wants) and any(
        all(map(same, order, wants)) for order in permutations(gots)
    )


def _wrong_kind(got: Any, want: Any) -> str:
    """Say that the type of an answer is not the one expected."""
    name = got.kind if isinstance(got, Foreign) else type(got).__name__
    kind = "is None" if got is None else f"has type {name}"
    if not isinstance(want, np.ndarray):
        wanted = Integral if isinstance(want, Integral) else FLOAT
        if isinstance(got, wanted):
            return ""
        return f"{kind}, expected {'an int' if wanted is Integral else 'a float'}."
    if not isinstance(got, np.ndarray):
        return f"{kind}, expected a NumPy array."
    return "" if is_numeric(got) else f"has dtype {got.dtype}, expected {want.dtype}."


def problem_of_inputs(
    case: Case,
    args: tuple[Any, ...],
    names: Sequence[str],
    changes: Sequence[str] = (),
) -> str:
    """Name the first argument, but for ``changes``, that the function has changed."""
    for name, before, after in zip(names, case.args, args, strict=False):
        if name in changes or not isinstance(before, np.ndarray):
            continue
        if not np.array_equal(before, after):
            return (
                f"Your answer is right, but your function changes its input {name}: "
                "work on a copy."
            )
    return ""


def problem_of_reach(
    gots: tuple[Any, ...], args: tuple[Any, ...], names: Sequence[str]
) -> str:
    """Name the argument of which an answer is a view that reaches outside it."""
    for got, (name, arg) in product(gots, zip(names, args, strict=False)):
        if isinstance(got, np.ndarray) and isinstance(arg, np.ndarray):
            (start, end), (low, high) = byte_bounds(got), byte_bounds(arg)
            if start < high and low < end and not low <= start <= end <= high:
                return (
                    f"Your answer is a view that reads outside the memory of {name}: "
                    "its shape or its strides are too large."
                )
    return ""


def problem_of_error(error: Failure, signature: str) -> str:
    """Say what the function raised, and at which line of the reader's."""
    if error.kind is NotImplementedError:
        return "Your function raises NotImplementedError for this case."
    if issubclass(error.kind, SystemExit):
        return "Your function exits Python, as by sys.exit(): return the answer."
    if issubclass(error.kind, TypeError) and not error.inside:
        return f"{error.text}: your function should be {signature}."
    return f"Your function raises {error.text}{error.line}"


def is_stub(trial: Trial) -> bool:
    """Whether the function looks unwritten: it returns nothing, or says so itself."""
    outcome = trial.outcome
    if outcome.error is not None or not outcome.finished:
        # Not its subclasses: a notebook's input() raises one where nobody can answer.
        return outcome.error is not None and outcome.error.kind is NotImplementedError
    value = outcome.value
    returned = value if isinstance(value, tuple | list) and value else [value]
    return all(got is None or got is ... for got in returned)
