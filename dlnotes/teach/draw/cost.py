"""What a layer uses and what it costs: lines from inputs to outputs, pieces, bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dlnotes.teach.style import COLORS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["bars", "pieces", "uses"]


def uses(ax: Axes, channels: int, groups: int = 1) -> None:
    """Draw a 1×1 convolution of one pixel: a line for each multiply-add.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Changed in place: inputs above, outputs below.
    channels : int
        Of the input, and as many of the output.
    groups : int, optional
        Divides `channels`.
    """
    each = channels // groups
    for a in range(channels):
        first = a // each * each
        for b in range(first, first + each):
            ax.plot([a, b], [1, 0], "-", color=COLORS.kernel_line, lw=0.8)
    ax.plot(range(channels), [1] * channels, "o", color=COLORS.input)
    ax.plot(range(channels), [0] * channels, "s", color=COLORS.output)
    ax.set(xticks=[], yticks=[0, 1], yticklabels=["outputs", "inputs"])
    ax.set_ylim(-0.2, 1.2)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    ax.grid(visible=False)


def pieces(ax: Axes, whole: str, chained: str, beside: str) -> None:
    """Draw a layer, the chain that replaces it, and the pieces that share its input.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Changed in place.
    whole, chained, beside : str
        What stands in a box of each kind, such as "128→128".
    """
    boxes = [(1.2, 0.5, whole), (4.3, 0.5, chained), (5.5, 0.5, "…")]
    boxes += [(6.7, 0.5, chained), (11.3, 0.5, "join")]
    lines = [(0.1, 0.5, 0.65, 0.5), (1.75, 0.5, 2.3, 0.5)]
    lines += [(x, 0.5, x + 0.4, 0.5) for x in (3.4, 4.8, 5.75, 7.2)]
    for y, text in ((1.0, beside), (0.67, beside), (0.33, "…"), (0.0, beside)):
        boxes.append((9.8, y, text))
        lines += [(8.5, 0.5, 9.3, y), (10.3, y, 10.95, 0.5)]
    for x, y, text in boxes:
        frame = {"fc": "none", "ec": COLORS.kernel, "lw": 0 if text == "…" else 2}
        ax.text(x, y, text, ha="center", va="center", size=9, bbox=frame)
    for x, y, to_x, to_y in lines:
        how = {"arrowstyle": "->", "color": COLORS.muted}
        ax.annotate("", (to_x, to_y), (x, y), arrowprops=how)
    for x, text in ((1.2, "whole"), (5.5, "chain"), (9.8, "side by side")):
        ax.text(x, -0.4, text, ha="center", va="center")
    ax.set(xlim=(0, 12), ylim=(-0.5, 1.15))
    ax.axis("off")


def bars(
    axes: Sequence[Axes],
    macs: Mapping[str, float],
    ms: Mapping[str, float],
    hatched: Sequence[str] = (),
) -> None:
    """Draw the multiply-adds of some operations, and beside them their times.

    Parameters
    ----------
    axes : sequence of matplotlib.axes.Axes
        Two that share their vertical axis; changed in place.
    macs, ms : mapping of str to float
        Multiply-adds and milliseconds of the same operations, the first one on top.
    hatched : sequence of str, optional
        Operations told from the others by colour and hatching.
    """
    for ax, counts, scale, label, form in (
        (axes[0], macs, 1e6, "multiply-adds / million", ".3g"),
        (axes[1], ms, 1, "time / ms", ".2f"),
    ):
        values = [counts[name] / scale for name in ms]
        drawn = ax.barh([*ms], values, color=COLORS.input)
        for name, bar in zip(ms, drawn, strict=True):
            if name in hatched:
                bar.set(facecolor=COLORS.kernel, hatch="//")
        ax.bar_label(drawn, [format(v, form) for v in values], padding=3)
        ax.set(xlabel=label, xlim=(0, 1.2 * max(values)))
    axes[0].invert_yaxis()
