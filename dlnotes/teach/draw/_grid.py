"""A matrix of numbers, drawn as coloured cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TINT = "40"  # a quarter of the colour: the number stays legible


def grid(
    ax: Axes,
    values: ArrayLike,
    color: str | ArrayLike,
    name: str = "",
    *,
    fmt: str = ".3g",
    zeros: bool = True,
) -> None:
    """Draw a matrix of numbers as coloured cells.

    Parameters
    ----------
    ax : matplotlib Axes
    values : array_like
        Two-dimensional.
    color : str or array_like of str
        A colour ``#rrggbb`` for all cells, or one a cell, e.g. of :data:`COLORS`.
    name : str, optional
        Stands above the matrix.
    fmt : str, optional
        How to write a number.
    zeros : bool, optional
        False leaves cells that are zero empty.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from dlnotes.teach import COLORS, draw
    >>> fig, ax = plt.subplots()
    >>> draw.grid(ax, [[1, 0], [0, -2]], COLORS.kernel, "kernel", zeros=False)
    >>> [text.get_text() for text in ax.texts]
    ['1', '−2']
    >>> plt.close(fig)
    """
    from matplotlib.patches import Rectangle

    numbers = np.asarray(values)
    if numbers.ndim != 2:
        raise ValueError(f"values has shape {numbers.shape}, expected a matrix")
    colors = np.broadcast_to(np.asarray(color), numbers.shape)
    for (i, j), value in np.ndenumerate(numbers):
        edge = str(colors[i, j])
        shown = zeros or value != 0
        face = edge + _TINT if shown else "none"
        ax.add_patch(Rectangle((j, i), 1, 1, facecolor=face, edgecolor=edge))
        if shown:
            words = format(value, fmt).replace("-", "−")
            ax.text(j + 0.5, i + 0.5, words, ha="center", va="center")
    height, width = numbers.shape
    ax.set(xlim=(-0.1, width + 0.1), ylim=(height + 0.1, -0.1), aspect=1)
    ax.set_title(name)
    ax.axis("off")
