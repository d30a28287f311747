"""The way back through a network of two kernels, and through one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from dlnotes._arguments import Array
from dlnotes.teach.draw._grid import grid
from dlnotes.teach.style import COLORS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["signs", "turned"]

_FIRST, _SECOND = "kernel 1\n(learned)", "kernel 2\n(fixed)"
_CLEAR = "#ffffff00"
_FRAMES = (1, 1, 1, 2), (1, 2, 2, 1), (0, 2, 1, 1)
_NAMES = "image", _FIRST, "map", _SECOND, "output", "loss"


def _arrow(ax: Axes, start: float, end: float, y: float, dashes: str = "-") -> None:
    """Draw an arrow at height `y`."""
    look = {"arrowstyle": "->", "lw": 1.5, "color": COLORS.kernel_line, "ls": dashes}
    ax.annotate("", (end, y), (start, y), arrowprops=look)


def _chain(ax: Axes) -> None:
    """Draw image, kernel 1, map, kernel 2, output and loss in a row, at height 1."""
    for x, name in enumerate(_NAMES):
        hue = COLORS.kernel_line if "kernel" in name else COLORS.ink
        ax.text(x, 1, name, ha="center", va="center", color=hue)
    for x in range(len(_NAMES) - 1):
        ax.text(x + 0.5, 1, "→", ha="center", va="center")
    ax.axis("off")


def signs(ax: Axes, ways: Mapping[str, tuple[str, str, str]]) -> None:
    """Draw a network of two kernels, and the gradients' signs on each way back.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Changed in place.
    ways : mapping of str to three str
        For the name of a way, how its arrows are drawn ("-" or "--"), what kernel 2
        does there, and the sign of the gradient behind it.
    """
    _chain(ax)
    for row, (name, (dashes, does, sign)) in enumerate(ways.items()):
        y = -0.1 - 0.95 * row
        ax.text(-0.6, y, name, va="center")
        for x, words in (4, "+ dy"), (2, f"{sign} dx"), (1, f"{sign} dw"):
            ax.text(x, y, words, ha="center", va="center")
        ax.text(3, y + 0.1, does, ha="center", color=COLORS.kernel_line)
        _arrow(ax, 3.7, 2.3, y, dashes)
        _arrow(ax, 1.7, 1.3, y, dashes)
    ax.set(xlim=(-0.6, 5.5), ylim=(-0.5 - 0.95 * (len(ways) - 1), 1.5))


def turned(axes: Sequence[Axes], x: ArrayLike, w: ArrayLike, dy: ArrayLike) -> None:
    """Draw a kernel over a signal, and the turned one over the outputs' gradients.

    Parameters
    ----------
    axes : sequence of three matplotlib.axes.Axes
        Changed in place. The first gets `x` and, a row an output, the weights that lay
        on it; the second `dy` between zeros and, a row a pixel, the turned kernel; the
        third the sums, the gradient of `x`. Frames hold what the second pixel met.
    x, w, dy : array_like, (n,), (2,) and (n - 1,)
        A signal, a kernel of two weights, and the gradients of the outputs.
    """
    from matplotlib.patches import Rectangle

    x, w, dy = np.asarray(x), np.asarray(w), np.asarray(dy)
    ends = np.pad(dy, 1)
    lay = sum(np.eye(len(dy), len(x), u, int) * w[u] for u in (0, 1))
    slide = sum(np.eye(len(x), len(ends), u, int) * w[1 - u] for u in (0, 1))
    _under(axes[0], x, lay, COLORS.input, ("x", "y"))
    _under(axes[1], ends, slide, COLORS.output, ("dy between zeros", "x"))
    sums = np.array([[0], *([str(total)] for total in slide @ ends)], object)
    hues = [[_CLEAR], *[[COLORS.input]] * len(x)]
    grid(axes[2], sums, hues, "dx", fmt="", zeros=False)
    for ax, (left, top, width, height) in zip(axes, _FRAMES, strict=True):
        frame = Rectangle((left, top), width, height, fill=False, lw=2.5)
        ax.add_patch(frame)
        ax.set_ylim(len(x) + 1.1, -0.1)


def _under(
    ax: Axes, row: Array, kernels: Array, hue: str, names: tuple[str, str]
) -> None:
    """Draw a row of numbers, and below it, in named rows, kernels that lie on them."""
    above = [[str(number) for number in row]]  # a zero is shown, for it is no number
    cells = np.vstack([np.array(above, object), kernels.astype(object)])
    hues = np.full(cells.shape, COLORS.kernel_line)
    hues[0] = hue
    title, one = names
    grid(ax, cells, hues, title, fmt="", zeros=False)
    for i in range(len(kernels)):
        ax.text(-0.25, i + 1.5, f"${one}_{i}$", ha="right", va="center")
