"""Functions of two variables to descend on, their contours, and a path on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dlnotes._arguments import Array, as_real
from dlnotes.teach.style import COLORS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

__all__ = ["Surface", "beale", "contours", "quadratic", "rosenbrock", "saddle", "trail"]

_POINTS = 81
_LEVELS = 12


class Surface(NamedTuple):
    """A function of two variables, with what is needed to descend on it and draw it.

    Attributes
    ----------
    fun : callable
        Maps an array (2, ...) of points to their heights (...).
    jac, hess : callable
        Map a point (2,) to the gradient (2,) and the Hessian (2, 2).
    start, minimum : tuple of float
        Where to begin, and a minimum.
    box : tuple of float
        Left, right, bottom and top of the part worth seeing.
    """

    fun: Callable[[Array], Any]
    jac: Callable[[Array], Array]
    hess: Callable[[Array], Array]
    start: tuple[float, float]
    minimum: tuple[float, float]
    box: tuple[float, float, float, float]


def quadratic(condition: float) -> Surface:
    r"""Return a bowl whose axes have the curvatures 1 and `condition`.

    .. math:: f(x, y) = (x^2 + \kappa\, y^2) / 2

    Parameters
    ----------
    condition : float
        The condition number :math:`\kappa`, 1 or more.

    Returns
    -------
    Surface
        The minimum is 0, at the origin.

    Raises
    ------
    ValueError, TypeError
        If `condition` is not a number from 1 on.

    Examples
    --------
    >>> bowl = quadratic(3)
    >>> float(bowl.fun(np.array([3.0, 1.0]))), bowl.jac(np.array([3.0, 1.0]))
    (6.0, array([3., 3.]))
    """
    as_real("condition", condition, 1)
    curvature = np.array([1.0, condition])
    return Surface(
        lambda p: (p[0] ** 2 + condition * p[1] ** 2) / 2,
        lambda p: curvature * p,
        lambda p: np.diag(curvature),
        start=(3.0, 1.5),
        minimum=(0.0, 0.0),
        box=(-3.5, 3.5, -2.0, 2.0),
    )


# Rosenbrock 1960: a bent valley with a flat floor.
rosenbrock = Surface(
    lambda p: (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2,
    lambda p: np.array(
        [
            -2 * (1 - p[0]) - 400 * p[0] * (p[1] - p[0] ** 2),
            200 * (p[1] - p[0] ** 2),
        ]
    ),
    lambda p: np.array(
        [[2 - 400 * p[1] + 1200 * p[0] ** 2, -400 * p[0]], [-400 * p[0], 200.0]]
    ),
    start=(-1.2, 1.0),
    minimum=(1.0, 1.0),
    box=(-2.0, 2.0, -0.8, 2.4),
)

# Stationary at the origin, where it falls only along y; minima at y = -1 and 1.
saddle = Surface(
    lambda p: p[0] ** 2 / 2 - p[1] ** 2 / 2 + p[1] ** 4 / 4,
    lambda p: np.array([p[0], p[1] ** 3 - p[1]]),
    lambda p: np.diag([1.0, 3 * p[1] ** 2 - 1]),
    start=(1.5, 0.01),
    minimum=(0.0, 1.0),
    box=(-2.0, 2.0, -1.5, 1.5),
)

_BEALE = ((1, 1.5), (2, 2.25), (3, 2.625))


def _beale_terms(p: Array) -> list[tuple[int, Any]]:
    """Return the power of y in each of the three terms, and the term."""
    return [(k, c - p[0] * (1 - p[1] ** k)) for k, c in _BEALE]


def _beale_jac(p: Array) -> Array:
    x, y = p
    gradient = np.zeros(2)
    for k, term in _beale_terms(p):
        gradient += 2 * term * np.array([y**k - 1, k * x * y ** (k - 1)])
    return gradient


def _beale_hess(p: Array) -> Array:
    x, y = p
    hessian = np.zeros((2, 2))
    for k, term in _beale_terms(p):
        slope = np.array([y**k - 1, k * x * y ** (k - 1)])
        mixed = k * y ** (k - 1)
        bend = k * (k - 1) * x * y ** max(k - 2, 0)
        second = np.array([[0, mixed], [mixed, bend]])
        hessian += 2 * (np.outer(slope, slope) + term * second)
    return hessian


# Beale 1958: flat plains, steep walls in the corners.
beale = Surface(
    lambda p: sum(term**2 for _, term in _beale_terms(p)),
    _beale_jac,
    _beale_hess,
    start=(1.0, 1.5),
    minimum=(3.0, 0.5),
    box=(-0.5, 4.5, -1.0, 2.0),
)


def contours(ax: Axes, surface: Surface) -> None:
    """Draw lines of equal height, and mark the minimum by a star.

    Parameters
    ----------
    ax : matplotlib Axes
        Where to draw; its limits become the surface's box.
    surface : Surface
        What to draw.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = Figure().subplots()
    >>> contours(ax, quadratic(5))
    >>> ax.get_xlim() == (-3.5, 3.5)
    True
    """
    left, right, bottom, top = surface.box
    across = np.linspace(left, right, _POINTS)
    along = np.linspace(bottom, top, _POINTS)
    height = surface.fun(np.array(np.meshgrid(across, along)))
    # The shares of the area below them make even rings of a round bowl, and show the
    # floor of a steep valley.
    levels = np.quantile(height, np.linspace(0, 1, _LEVELS + 1)[2:-1] ** 2)
    ax.contour(
        across,
        along,
        height,
        levels,
        colors=COLORS.muted,
        linestyles="solid",
        linewidths=0.7,
        alpha=0.7,
    )
    ax.plot(*surface.minimum, "*", color=COLORS.output, markersize=11, zorder=3)
    ax.grid(False)
    ax.set(xlim=(left, right), ylim=(bottom, top), xlabel="$x$", ylabel="$y$")


def trail(ax: Axes, path: Sequence[Array], **how: Any) -> Line2D:
    """Draw a path, a dot at each point, a larger one at its start.

    It ends at the first point that is not finite or very far away, as do the paths of
    rates that are too large.

    Parameters
    ----------
    ax : matplotlib Axes
        Where to draw, after `contours`.
    path : sequence of ndarray
        Points (2,), the start first.
    **how
        As in matplotlib's `plot`: color, label, linestyle, marker ...

    Returns
    -------
    Line2D
        The line of the path.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = Figure().subplots()
    >>> line = trail(ax, [np.zeros(2), np.ones(2)], label="two points")
    >>> line.get_xydata().tolist()
    [[0.0, 0.0], [1.0, 1.0]]
    """
    points = np.array(path, dtype=float)
    far = ~(np.abs(points) < 1e3).all(axis=1)
    if far.any():
        points = points[: max(int(far.argmax()), 1)]
    look: dict[str, Any] = {
        "color": COLORS.input,
        "linestyle": "-",
        "linewidth": 1.2,
        "marker": "o",
        "markersize": 3,
    }
    (line,) = ax.plot(*points.T, **(look | how))
    ax.plot(*points[0], "o", color=line.get_color(), markersize=7)
    return line
