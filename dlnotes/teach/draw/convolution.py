"""Convolution drawn: the window over its input, and a gradient's way back."""

from __future__ import annotations

from itertools import cycle
from string import ascii_letters

import numpy as np
from numpy.typing import NDArray

from dlnotes.convolution import output_size
from dlnotes.teach.draw._svg import CELL, Grid, Svg, arrow, box, text
from dlnotes.teach.style import COLORS

__all__ = ["gradient_route", "window"]

_GAP = 60
_SIDE = 8
_HEAD = 30
_SECONDS = 0.9

_INPUT = f'fill="{COLORS.input}" fill-opacity=".22" stroke="{COLORS.input}"'
_PADDING = 'stroke="currentColor" stroke-opacity=".55" stroke-dasharray="3 3"'
_KERNEL = f'fill="{COLORS.kernel}" stroke="{COLORS.kernel_line}"'
_OUTPUT = f'fill="{COLORS.output}" fill-opacity=".16" stroke="{COLORS.output}"'
_CHOSEN = f'fill="{COLORS.output}" stroke="{COLORS.output}"'
_ON_COLOUR = f'fill="{COLORS.ink}" font-size="12" font-weight="600"'
_NUMBER = f'fill="{COLORS.ink}" font-size="10.5" font-weight="600"'
_LOST = 'fill="currentColor" font-size="10.5" fill-opacity=".75"'

# One rule for all drawings: a step in x for every column, a step in y for every row.
_MOTION = (
    "<style>"
    "@keyframes dn-across{to{transform:translateX(var(--dn-across))}}"
    "@keyframes dn-down{to{transform:translateY(var(--dn-down))}}"
    ".dn-moving{animation:dn-down infinite}"
    ".dn-moving>g{animation:dn-across infinite}"
    "svg:hover .dn-moving,svg:hover .dn-moving>g,"
    ".dn-paused .dn-moving,.dn-paused .dn-moving>g{animation-play-state:paused}"
    "@media (prefers-reduced-motion:reduce){"
    ".dn-moving,.dn-moving>g{animation-name:none}}"
    "</style>"
)


def window(
    size: int,
    *,
    kernel_size: int,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
) -> Svg:
    """Draw a kernel that walks over its input and fills the output cell by cell.

    The walk pauses under the mouse and keeps to its first position for readers who
    asked their system for reduced motion.

    Parameters
    ----------
    size, kernel_size : int
        Rows, and columns, of the square input and of the square kernel.
    stride, padding, dilation : int, optional
        As in :func:`dlnotes.convolution.conv2d`.

    Returns
    -------
    Svg
        Input on the left (padding dashed, kernel taps lettered), output on the right.

    Raises
    ------
    ValueError
        If the sizes are impossible; see :func:`dlnotes.convolution.output_size`.

    Examples
    --------
    >>> window(6, kernel_size=3, stride=2, padding=1)
    Convolution window: input 6×6 (+1 padding), kernel 3×3, output 3×3
    """
    out = output_size(
        size, kernel_size, stride=stride, padding=padding, dilation=dilation
    )
    # The input stays where it is while a reader switches padding on and off.
    margin = max(padding, 1)
    left, right = _side_by_side(size, margin, (out, out))
    cell = [right.cell(0, 0, _CHOSEN), right.label(0, 0, "Σ", _ON_COLOUR)]
    body = [
        _MOTION,
        *_input_cells(left, padding),
        *(right.cell(*index, _OUTPUT) for index in right.indices()),
        *_headings(left, right, _sized("input", size, padding), f"output {out}×{out}"),
        arrow(left.right + margin * CELL + 16, left.middle[1], _GAP - 32),
        _moving(_kernel(left, kernel_size, padding, dilation), out, stride * CELL),
        _moving(cell, out, CELL),
    ]
    return Svg(
        "\n".join(body),
        *_canvas(left, margin),
        "Convolution window",
        f"{_sized('input', size, padding)}, kernel {kernel_size}×{kernel_size}, "
        f"output {out}×{out}",
    )


def gradient_route(
    x_size: int,
    weight: NDArray[np.floating],
    dy_cell: tuple[int, int],
    *,
    stride: int = 1,
    padding: int = 0,
) -> Svg:
    """Draw where the gradient of one output cell goes, and what multiplies it.

    Parameters
    ----------
    x_size : int
        Rows, and columns, of the square input.
    weight : array, (KH, KW)
        One kernel.
    dy_cell : (int, int)
        Row and column of the output cell.
    stride, padding : int, optional
        As in :func:`dlnotes.convolution.conv2d`.

    Returns
    -------
    Svg
        ``dy`` on the right, the cell chosen; on the left ``dx``, each cell it reaches
        with the weight that multiplies it; what falls on padding is lost, in grey.

    Raises
    ------
    ValueError
        If `weight` is not a matrix, the sizes are impossible or the cell is outside.

    Examples
    --------
    >>> gradient_route(4, np.ones((2, 2)), (0, 1))
    Gradient route: dy[0, 1] of 3×3 reaches 4 cells of dx 4×4
    """
    weight = np.asarray(weight)
    if weight.ndim != 2:
        raise ValueError(f"weight must have two axes (KH, KW), got {weight.ndim}")
    rows, cols = (
        output_size(x_size, taps, stride=stride, padding=padding)
        for taps in weight.shape
    )
    margin = max(padding, 1)
    left, right = _side_by_side(x_size, margin, (rows, cols))
    if dy_cell not in right:
        raise ValueError(f"dy_cell is {dy_cell}, outside the output of {rows}×{cols}")
    top, first = (stride * index - padding for index in dy_cell)
    body = [
        *_input_cells(left, padding),
        *_route(left, weight, top, first),
        *(right.cell(*index, _OUTPUT) for index in right.indices()),
        right.cell(*dy_cell, _CHOSEN),
        right.label(*dy_cell, "dy", _ON_COLOUR),
        *_headings(left, right, _sized("dx", x_size, padding), f"dy {rows}×{cols}"),
        text(right.left - 30, left.middle[1] - 14, "× w"),
        arrow(right.left - 16, left.middle[1], 32 - _GAP),
    ]
    reached = sum(
        (top + row, first + col) in left for row, col in np.ndindex(weight.shape)
    )
    return Svg(
        "\n".join(body),
        *_canvas(left, margin),
        "Gradient route",
        f"dy[{dy_cell[0]}, {dy_cell[1]}] of {rows}×{cols} reaches {reached} cells of "
        f"dx {x_size}×{x_size}",
    )


def _side_by_side(size: int, margin: int, out: tuple[int, int]) -> tuple[Grid, Grid]:
    """Place the input, and the output at the same height to the right of it."""
    left = Grid(_SIDE + margin * CELL, _HEAD + margin * CELL, size, size)
    rows, cols = out
    top = left.middle[1] - rows * CELL / 2
    return left, Grid(left.right + margin * CELL + _GAP, top, rows, cols)


def _canvas(left: Grid, margin: int) -> tuple[float, float]:
    """Leave room for the largest output, so that the picture keeps its size."""
    cells = left.cols + 2 * margin
    width = 2 * _SIDE + _GAP + (2 * cells - 1) * CELL
    return width, _HEAD + cells * CELL + _SIDE


def _input_cells(left: Grid, padding: int) -> list[str]:
    return [
        left.cell(*index, _INPUT if index in left else _PADDING)
        for index in left.indices(padding)
    ]


def _sized(name: str, size: int, padding: int) -> str:
    """Say how large the input is: ``input 6×6 (+1 padding)``."""
    return f"{name} {size}×{size}" + (f" (+{padding} padding)" if padding else "")


def _headings(left: Grid, right: Grid, first: str, second: str) -> list[str]:
    y = _HEAD / 2
    return [text(left.middle[0], y, first), text(right.middle[0], y, second)]


def _moving(parts: list[str], count: int, step: float) -> str:
    """Let some parts walk over ``count`` columns of ``count`` rows, row after row."""

    def pace(way: str, seconds: float) -> str:
        return (
            f'style="--dn-{way}:{count * step:g}px;animation-duration:{seconds:g}s;'
            f'animation-timing-function:steps({count})"'
        )

    row = count * _SECONDS
    inner = f"<g {pace('across', row)}>\n" + "\n".join(parts) + "\n</g>"
    return f'<g class="dn-moving" {pace("down", count * row)}>\n{inner}\n</g>'


def _kernel(left: Grid, kernel_size: int, padding: int, dilation: int) -> list[str]:
    """Draw the kernel where it starts: its frame, and a letter at every tap."""
    span = (dilation * (kernel_size - 1) + 1) * CELL
    corner = left.left - padding * CELL, left.top - padding * CELL
    frame = f'stroke="{COLORS.kernel_line}" stroke-width="2"'
    parts = [box(*corner, span, span, frame)]
    taps = np.ndindex(kernel_size, kernel_size)
    for letter, (i, j) in zip(cycle(ascii_letters), taps, strict=False):
        tap = dilation * i - padding, dilation * j - padding
        parts.append(left.cell(*tap, _KERNEL, inset=4))
        parts.append(left.label(*tap, letter, _ON_COLOUR))
    return parts


def _route(left: Grid, weight: NDArray[np.floating], top: int, first: int) -> list[str]:
    """Draw the cells of the input that the gradient reaches, with their weights."""
    parts = []
    for (row, col), value in np.ndenumerate(weight):
        index = top + row, first + col
        number = f"{value:.2g}".replace("-", "−")
        if index in left:
            parts.append(left.cell(*index, _KERNEL))
        parts.append(left.label(*index, number, _NUMBER if index in left else _LOST))
    return parts
