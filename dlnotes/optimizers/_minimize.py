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
        return as_value("the value of fun", self._fun(x))

    def jac(self, x: Array) -> Array:
        """Return the gradient, a copy of the shape and dtype of x."""
        given = self._jac(x)
        gradient = np.asarray(given)
        if isinstance(given, np.ma.MaskedArray) or gradient.dtype.kind not in "iuf":
            raise TypeError(
                f"the value of jac is {given!r}, expected an array of real numbers"
            )
        check_shape("the value of jac", gradient, x.shape)
        return gradient.astype(x.dtype)


def as_value(name: str, value: object) -> float:
    """Return what a function of many variables gave, one real number, as a float."""
    array = np.asarray(value)
    masked = isinstance(value, np.ma.MaskedArray)
    if masked or array.size != 1 or array.dtype.kind not in "iuf":
        raise TypeError(f"{name} is {value!r}, expected one real number")
    return float(array.item())


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
    tol = as_real("tol", tol, 0)
    if callback is not None and not callable(callback):
        raise TypeError(f"callback is {callback!r}, expected a function")
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
            x = np.asarray(following)  # sums of arrays without axes are numbers
            gradient = problem.jac(x)
            path.append(x.copy())
            if callback is not None:
                callback(x.copy())
    value = problem.fun(x)
    if not np.isfinite(value):
        message = "the function is not finite"
    return MinimizeResult(
        x=x,
        fun=value,
        jac=gradient,
        nit=len(path) - 1,
        nfev=problem.calls,
        success=bool(np.isfinite(value) and np.all(np.abs(gradient) <= tol)),
        message=message,
        path=path,
    )
