"""Gradient descent on a whole function, each step found by a line search."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dlnotes._arguments import Array
from dlnotes.optimizers._minimize import (
    Callback,
    Function,
    Gradient,
    MinimizeResult,
    Problem,
    iterate,
)
from dlnotes.optimizers.backtracking_line_search import backtracking_line_search

TINY, HUGE = 1e-140, 1e140
"""Gradients between them have squares and sums of squares in float64."""

LONGEST = 1e300
"""A step that doubles again and again, where the function has no bottom, ends here."""


def gradient_descent(
    fun: Function,
    x0: Array,
    *,
    jac: Gradient,
    hess: Callable[[Array], Array] | None = None,
    tol: float = 1e-6,
    max_iter: int = 200,
    callback: Callback | None = None,
) -> MinimizeResult:
    r"""Walk downhill along the gradient until it is nearly zero.

    .. math:: x_{t+1} = x_t - \eta_t \nabla f(x_t)

    A backtracking line search finds :math:`\eta_t`. It starts at twice the step before;
    at first so that no coordinate moves by more than 1.

    Parameters
    ----------
    fun : callable
        The function :math:`f`: maps an array like `x0` to a number.
    x0 : ndarray
        The start, of any shape; not modified.
    jac : callable
        The gradient: maps an array like `x0` to one of its shape.
    hess : callable, optional
        Accepted for the sake of one signature for all minimizers; not used.
    tol : float
        Stop once no entry of the gradient is larger.
    max_iter : int
        Stop after as many steps.
    callback : callable, optional
        Called with a copy of each new point.

    Returns
    -------
    MinimizeResult
        With ``x fun jac nit nfev success message path``.

    Raises
    ------
    ValueError, TypeError
        If an argument is out of its range or `jac` returns another shape.

    Notes
    -----
    On a quadratic with condition number :math:`\kappa` a step with exact line search
    multiplies the error, in the norm of the Hessian, by at most
    :math:`(\kappa-1)/(\kappa+1)`. Cauchy 1847; Nocedal and Wright 2006, section 3.3.

    Examples
    --------
    >>> import numpy as np
    >>> def fun(x):
    ...     return float(np.sum((x - 3) ** 2))
    >>> found = gradient_descent(fun, np.zeros(2), jac=lambda x: 2 * (x - 3))
    >>> found.success, found.x.round(6)
    (True, array([3., 3.]))
    """
    problem = Problem(fun, jac)
    step: float | None = None

    def advance(x: Array, gradient: Array) -> Array | None:
        nonlocal step
        steepest = float(np.abs(gradient).max())
        # the slope is a sum of squares: scale what has none in the range of floats
        scale = 1.0 if TINY < steepest < HUGE else steepest
        first = 2 * step if step else 1 / max(1.0, steepest)
        found = backtracking_line_search(
            problem.fun,
            x,
            np.asarray(-gradient / scale),
            gradient=gradient,
            step=min(first * scale, LONGEST),
        )
        step = None if found is None else min(found / scale, LONGEST)
        return None if found is None else x - found * (gradient / scale)

    return iterate(problem, x0, advance, tol=tol, max_iter=max_iter, callback=callback)
