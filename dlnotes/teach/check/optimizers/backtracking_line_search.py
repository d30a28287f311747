"""The exercise on a step that pays."""

from __future__ import annotations

from collections.abc import Callable
from operator import le, lt
from typing import Any

import numpy as np

from dlnotes import optimizers
from dlnotes._arguments import Array
from dlnotes.teach.check._grader import exercise


@exercise()
def backtracking_line_search(
    fun: Callable[[Array], float],
    x: Array,
    direction: Array,
    gradient: Array,
    step: float = 1.0,
    shrink: float = 0.5,
    c1: float = 1e-4,
) -> float:
    """Return the first of step, step * shrink, ... that falls enough, a float.

    Enough is Armijo's condition: fun(x + t direction) <= fun(x) + c1 t slope, with the
    slope gradient · direction, which is negative. fun(x) is evaluated once.
    """
    found = optimizers.backtracking_line_search(
        fun,
        x,
        direction,
        gradient=gradient,
        step=step,
        shrink=shrink,
        c1=c1,
    )
    return float("nan") if found is None else float(found)


def _square(x: Array) -> float:
    return float(x @ x)


def _steep(x: Array) -> float:
    return float(x[0] ** 2 + 50 * x[1] ** 2)


def _quartic(x: Array) -> float:
    return float(np.sum(x**4))


_X = np.array([3.0, 4.0])
_Y = np.array([1.0, 1.0])
_Z = np.array([1.0, -1.0])
_SLOPE = np.array([2.0, 100.0])
backtracking_line_search.case("falls at once", _square, _X, -_X, 2 * _X)
backtracking_line_search.case("as high on the other side", _square, _X, -2 * _X, 2 * _X)
backtracking_line_search.case(
    "long first step", _square, _X, -2 * _X, 2 * _X, step=8.0, shrink=0.75
)
backtracking_line_search.case(
    "a strict condition", _square, _X, -2 * _X, 2 * _X, shrink=0.9, c1=0.6
)
backtracking_line_search.case(
    "strict, other direction", _square, _X, -_X, 2 * _X, step=4.0, c1=0.75
)
backtracking_line_search.case("steep valley", _steep, _Y, -_SLOPE, _SLOPE)
backtracking_line_search.case(
    "steep valley, strict", _steep, _Y, -_SLOPE, _SLOPE, shrink=0.9, c1=0.8
)
backtracking_line_search.case(
    "a direction of its own",
    *(_square, _X, np.array([-4.0, -1.0]), 2 * _X),
    **{"step": 3.0, "shrink": 0.97, "c1": 0.5},
)
backtracking_line_search.case(
    "a short direction",
    *(_steep, np.array([5.0, -0.2]), np.array([-0.25, 0.01]), np.array([10.0, -20.0])),
    **{"step": 50.0, "shrink": 0.95, "c1": 0.3},
)
backtracking_line_search.case(
    "a flat bottom",
    *(_quartic, _Z, np.array([-0.5, 0.25]), 4 * _Z),
    **{"step": 8.0, "shrink": 0.9, "c1": 0.4},
)


def _evaluates_once(
    search: Callable[..., float],
    fun: Callable[[Array], float],
    x: Array,
    *a: Any,
    **how: float,
) -> bool:
    """Whether the function is called at x, where nothing changes, at most once."""
    start, times = x.copy(), 0

    def counted(at: Array) -> float:
        nonlocal times
        times += np.array_equal(at, start)
        return fun(at)

    search(counted, x, *a, **how)
    return times <= 1


backtracking_line_search.demand(
    "The step is right, but fun(x) is evaluated again in every pass: it does not "
    "change, and may be dear. Evaluate it once, before the loop.",
    _evaluates_once,
)


def _length(vector: Array) -> float:
    return float(np.linalg.norm(vector))


def _along(gradient: Array, direction: Array) -> float:
    """Return the slope."""
    return float(gradient @ direction)


def _mistake(
    sentence: str,
    enough: Callable[[float, float, float], float] = lambda t, s, c1: c1 * t * s,
    *,
    slope: Callable[[Array, Array], float] = _along,
    moves: Callable[[Array, Array], Array] = lambda gradient, direction: direction,
    meets: Callable[[float, float], bool] = le,
) -> None:
    """Add a search with another condition, of step, slope and c1, or another way."""

    def wrong(
        fun: Callable[[Array], float],
        x: Array,
        direction: Array,
        gradient: Array,
        step: float = 1.0,
        shrink: float = 0.5,
        c1: float = 1e-4,
    ) -> float:
        way, fall, value = (
            moves(gradient, direction),
            slope(gradient, direction),
            fun(x),
        )
        for _ in range(1500):
            if meets(fun(x + step * way), value + enough(step, fall, c1)):
                break
            step *= shrink
        return step

    backtracking_line_search.mistake(sentence, wrong)


_mistake(
    "Any fall is enough for you: ask for the share c1 of what the slope promises.",
    lambda t, s, c1: 0.0,
)
_mistake(
    "You ask for the whole of what the slope promises: c1 is missing.",
    lambda t, s, c1: t * s,
)
_mistake(
    "The step is missing in c1 * step * slope: a shorter step promises less.",
    lambda t, s, c1: c1 * s,
)
_mistake(
    "You accept a rise: the slope is negative, so add c1 * step * slope.",
    lambda t, s, c1: -c1 * t * s,
)
_mistake(
    "Your slope is the length of the gradient: it is gradient · direction, which is "
    "negative.",
    slope=lambda gradient, direction: _length(gradient),
)
_mistake(
    "Your slope is minus the length of the gradient: it is gradient · direction, for "
    "direction = -gradient minus the length squared.",
    slope=lambda gradient, direction: -_length(gradient),
)
_mistake(
    "Your slope is the squared length of the gradient: it is gradient · direction, "
    "which is negative.",
    slope=lambda gradient, direction: _length(gradient) ** 2,
)
_mistake(
    "Your slope is minus the squared length of the gradient, as for direction = "
    "-gradient alone: it is gradient · direction.",
    slope=lambda gradient, direction: -(_length(gradient) ** 2),
)
_mistake(
    "Your slope is divided by the length of the direction: step counts directions as "
    "long as they are.",
    slope=lambda gradient, direction: _along(gradient, direction) / _length(direction),
)
_mistake(
    "You move along -gradient: try x + step * direction.",
    moves=lambda gradient, direction: -gradient,
)
_mistake(
    "You move against the direction: it points downhill, so add step * direction.",
    moves=lambda gradient, direction: -direction,
)
_mistake("Equal is enough: Armijo's condition has <=, not <.", meets=lt)
backtracking_line_search.mistake(
    "You return the step before the last: shrink, then test again, then return.",
    lambda *a, shrink=0.5, **how: (
        backtracking_line_search.oracle(*a, shrink=shrink, **how) / shrink
    ),
)
backtracking_line_search.mistake(
    "You shrink once more after the step that was right.",
    lambda *a, shrink=0.5, **how: (
        backtracking_line_search.oracle(*a, shrink=shrink, **how) * shrink
    ),
)
backtracking_line_search.mistake(
    "You always halve: shrink is the factor.",
    lambda *a, shrink=0.5, **how: backtracking_line_search.oracle(*a, **how),
)
