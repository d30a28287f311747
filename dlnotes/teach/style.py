"""One look for every figure of the book: colours by role, ink, sizes, inline SVG."""

from __future__ import annotations

import sys
from typing import Any, NamedTuple

from dlnotes._extras import needs

__all__ = ["COLORS", "Colors", "style"]


class Colors(NamedTuple):
    """What each colour means (Okabe and Ito's palette, safe for colour blindness)."""

    input: str = "#0072B2"
    kernel: str = "#E69F00"
    output: str = "#009E73"
    kernel_line: str = "#D55E00"
    gradient: str = "#CC79A7"
    other: str = "#56B4E9"
    ink: str = "#1F2328"
    muted: str = "#767B82"


COLORS = Colors()

# A line is told from its neighbour by its dashes too: never by colour alone.
_CYCLE: Any = {
    "color": [
        COLORS.input,
        COLORS.kernel_line,
        COLORS.output,
        COLORS.gradient,
        COLORS.other,
        COLORS.kernel,
    ],
    "linestyle": ["-", "--", "-.", ":", (0, (6, 1)), (0, (3, 1, 1, 1, 1, 1))],
}

_RC: Any = {
    "axes.axisbelow": True,
    "axes.edgecolor": COLORS.ink,
    "axes.facecolor": "none",
    "axes.grid": True,
    "axes.labelcolor": COLORS.ink,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": "medium",
    "figure.constrained_layout.use": True,
    "figure.facecolor": "none",
    "figure.figsize": (5.8, 3.3),
    "font.size": 11,
    "grid.alpha": 0.3,
    "grid.color": COLORS.muted,
    "grid.linewidth": 0.6,
    "image.composite_image": False,  # with "none": the very pixels, sharp at any zoom
    "image.interpolation": "none",
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "savefig.facecolor": "none",
    "svg.fonttype": "none",
    "svg.hashsalt": "dlnotes",
    "text.color": COLORS.ink,
    "xtick.color": COLORS.ink,
    "xtick.labelsize": "small",
    "ytick.color": COLORS.ink,
    "ytick.labelsize": "small",
}


def rc() -> Any:
    """Return matplotlib's settings for the book's look."""
    with needs("viz"):
        from matplotlib.rcsetup import cycler

    return _RC | {"axes.prop_cycle": cycler(**_CYCLE)}


def style() -> None:
    """Give every matplotlib figure made from here on the book's look.

    The colours of the cycle come with dashes of their own, the background is
    transparent, and in a notebook figures become SVG whose bytes depend on the
    figure alone.

    Notes
    -----
    `COLORS` names the colours by role: ``input`` blue, ``kernel`` orange
    (``kernel_line`` for thin lines and text), ``output`` green, ``gradient`` purple.

    Examples
    --------
    >>> import matplotlib
    >>> style()
    >>> matplotlib.rcParams["svg.fonttype"]
    'none'
    """
    with needs("viz"):
        import matplotlib

    matplotlib.rcParams.update(rc())
    if "IPython" in sys.modules:
        _inline_svg()


def _inline_svg() -> None:
    """Let a running kernel show figures as SVG without the hour they were made."""
    from IPython import get_ipython

    if hasattr(get_ipython(), "kernel"):
        from matplotlib_inline import backend_inline

        show_as: Any = backend_inline.set_matplotlib_formats
        show_as("svg", metadata={"Date": None})
