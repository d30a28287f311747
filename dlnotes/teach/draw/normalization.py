"""What a normalization does: to the channels of a batch, and to a loss."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.draw._grid import grid
from dlnotes.teach.style import COLORS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["channels", "rays"]


def channels(axes: Array, before: Array, after: Array) -> None:
    """Draw a batch of maps, an image a row, and what becomes of each channel.

    Parameters
    ----------
    axes : ndarray of matplotlib.axes.Axes, (N, 2 * C)
        Changed in place: the channels before, then the channels after.
    before, after : ndarray, (N, C, H, W)
    """
    count = before.shape[1]
    for n, row in enumerate(axes):
        for c in range(count):
            grid(row[c], before[n, c], COLORS.input)
            grid(row[count + c], after[n, c], COLORS.output)
        where = -0.3, before.shape[2] / 2
        row[0].text(*where, f"image {n}", ha="center", va="center", rotation=90)
    for c in range(count):
        axes[0, c].set_title(f"x, channel {c}")
        axes[0, count + c].set_title(f"x̂, channel {c}")


def rays(ax: Axes, times: float) -> None:
    """Draw a loss that depends on the direction of two weights, and two steps on it.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Changed in place. Along each ray the loss is the same; darker is larger.
    times : float
        How many times as long the second weights are; their step is as many times
        shorter.
    """
    sides = np.linspace(0.01, times + 1, 200), np.linspace(0.01, 0.7 * times + 0.7, 200)
    first, second = np.meshgrid(*sides)
    loss = -np.arctan2(second, first)
    ax.contourf(first, second, loss, 10, cmap="Greys", alpha=0.4)
    ax.contour(
        first, second, loss, 10, colors=COLORS.muted, linewidths=0.6, linestyles="-"
    )
    ray, turned = np.array([[0.88, 0.48], [-0.48, 0.88]])
    ax.plot(*np.outer(ray, (0, 2 * times)), "--", color=COLORS.input)
    for length, name in ((1.0, "w"), (times, f"{times:g}w")):
        w = length * ray
        how = {"arrowstyle": "-|>", "lw": 2, "color": COLORS.ink, "shrinkA": 0}
        ax.annotate("", w + 1.3 / length * turned, w, arrowprops=how)
        ax.plot(*w, "o", color=COLORS.input)
        ax.annotate(name, w, (6, -14), textcoords="offset points", size=12)
    ax.set(xlabel="first weight", ylabel="second weight", aspect="equal")
    ax.set(xlim=(0, sides[0][-1]), ylim=(0, sides[1][-1]))
    ax.grid(visible=False)
