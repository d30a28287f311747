"""How far to go along a direction: halve the step until it pays."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite

import numpy as np

from dlnotes._arguments import Array, as_int, as_real, check_array, check_shape
from dlnotes.optimizers._checks import as_positive
from dlnotes.optimizers._minimize import as_value


def backtracking_line_search(
    fun: Callable[[Array], float],
    x: Array,
    direction: Array,
    *,
    gradient: Array,
    step: float = 1.0,
    shrink: float = 0.5,
    c1: float = 1e-4,
    max_halvings: int = 60,
) -> float | None:
    r"""Shrink the step until the function falls enough.

    Enough is Armijo's condition: a share :math:`c_1` of what the slope promises,

    .. math:: f(x + t\,d) \le f(x) + c_1\, t\, \langle \nabla f(x), d\rangle

    Parameters
    ----------
    fun : callable
        Maps an array like `x` to a number.
    x : ndarray
        Where the search starts, of any shape.
    direction : ndarray
        The descent direction :math:`d`, of the shape of `x`.
    gradient : ndarray
        :math:`\nabla f(x)`, of the shape of `x`.
    step : float
        The first step :math:`t` tried, greater than 0.
    shrink : float
        Factor of each further one, between 0 and 1.
    c1 : float
        :math:`c_1`, between 0 and 1.
    max_halvings : int
        How many steps to try after the first.

    Returns
    -------
    float or None
        The first step that falls enough, to a finite value; None if none does.

    Raises
    ------
    ValueError, TypeError
        If an argument is out of its range, or `direction` does not descend.

    Notes
    -----
    One evaluation of `fun` a step tried, and one at `x`. Armijo 1966; Nocedal and
    Wright 2006, algorithm 3.1.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([1.0])
    >>> backtracking_line_search(lambda x: float(x @ x), x, -2 * x, gradient=2 * x)
    0.5
    """
    check_array("x", x)
    for name, array in {"direction": direction, "gradient": gradient}.items():
        check_array(name, array)
        check_shape(name, array, x.shape)
    shrink, c1 = _as_part("shrink", shrink), _as_part("c1", c1)
    step = as_positive("step", step)
    tries = as_int("max_halvings", max_halvings, minimum=0) + 1
    slope = float(np.vdot(gradient.astype(float), direction.astype(float)))
    if not slope < 0:
        raise ValueError(f"direction has slope {slope:g}, expected one that descends")
    value = as_value("the value of fun", fun(x))
    for _ in range(tries):
        point = np.asarray(x + step * direction)
        following = as_value("the value of fun", fun(point))
        if isfinite(following) and following <= value + c1 * step * slope:
            return step
        step *= shrink
    return None


def _as_part(name: str, value: object) -> float:
    """Return a number between 0 and 1, without either."""
    part = as_real(name, value, 0, below=1)
    if part == 0:
        raise ValueError(f"{name} is 0, expected a number between 0 and 1")
    return part
