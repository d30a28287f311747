"""What every minimizer takes and returns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from dlnotes._arguments import Array, as_int, as_real, check_array, check_shape

Function = Callable[[Array], float]
Gradient = Callable[[Array], Array]
Callback = Callable[[Array], object]


@dataclass(frozen=True)
class MinimizeResult:
    """Where a minimizer stopped, and why.

    Attributes
    ----------
    x : ndarray
        The last point, of the shape of the first.
    fun : float
        The function there.
    jac : ndarray
        The gradient there.
    nit, nfev : int
        Iterations made, and evaluations of the function.
    success : bool
        Whether the gradient became small enough.
    message : str
        Why it stopped.
    path : list of ndarray
        Every point visited, the first and the last included.
    """

    x: Array
    fun: float
    jac: Array
    nit: int
    nfev: int
    success: bool
    message: str
    path: list[Array] = field(repr=False)


class Problem:
    """A function that counts its calls, and a gradient whose shape is checked."""

    def __init__(self, fun: Function, jac: Gradient) -> None:
        for name, value in {"fun": fun, "jac": jac}.items():
            if not callable(value):
                raise TypeError(f"{name} is {value!r}, expected a function")
        self._fun, self._jac = fun, jac
        self.calls = 0

    def fun(self, x: Array) -> float:
        """Return the function's value."""
        self.calls += 1
        return float(self._fun(x))

    def jac(self, x: Array) -> Array:
        """Return the gradient, of the shape of x."""
        gradient = np.asarray(self._jac(x))
        check_shape("the value of jac", gradient, x.shape)
        return gradient


def iterate(
    problem: Problem,
    x0: Array,
    advance: Callable[[Array, Array], Array | None],
    *,
    tol: float,
    max_iter: int,
    callback: Callback | None,
) -> MinimizeResult:
    """Advance, given point and gradient, until the gradient is small."""
    check_array("x0", x0)
    as_real("tol", tol, 0)
    limit = as_int("max_iter", max_iter, minimum=0)
    x, path, message = x0.copy(), [x0.copy()], ""
    gradient = problem.jac(x)
    while not message:
        if np.all(np.abs(gradient) <= tol):
            message = f"no entry of the gradient is larger than tol = {tol:g}"
        elif not np.all(np.isfinite(gradient)):
            message = "the gradient is not finite"
        elif len(path) > limit:
            message = f"max_iter = {limit} steps were made"
        elif (following := advance(x, gradient)) is None:
            message = "the line search found no step that descends"
        else:
            x, gradient = following, problem.jac(following)
            path.append(x.copy())
            if callback is not None:
                callback(x.copy())
    return MinimizeResult(
        x=x,
        fun=problem.fun(x),
        jac=gradient,
        nit=len(path) - 1,
        nfev=problem.calls,
        success=bool(np.all(np.abs(gradient) <= tol)),
        message=message,
        path=path,
    )
