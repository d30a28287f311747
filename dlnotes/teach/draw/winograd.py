"""Winograd's algorithm drawn: all products of two outputs, and its lines on images."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dlnotes.convolution import winograd_matrices
from dlnotes.teach.draw._svg import CELL, Grid, Svg, arrow, box, text
from dlnotes.teach.style import COLORS

__all__ = ["lines", "products"]

_NAMES = 152  # CSS pixels for the names of rows
_HEAD = 26
_GAP = 20
_INK = 'fill="currentColor"'
_NAME = f'{_INK} text-anchor="end" font-size="12"'
_FILLED = f'fill="{COLORS.output}" fill-opacity=".35"'
_RING = 'stroke="currentColor" stroke-width="1.6"'
_DOTS = 'stroke-dasharray="1.6 3.2" stroke-linecap="round"'


def products(pixels: ArrayLike, weights: ArrayLike) -> Svg:
    """Draw each pixel times each weight, and ring those of two neighbouring outputs.

    Parameters
    ----------
    pixels, weights : array_like, (K + 1,) and (K,)
        A signal with two outputs, and its kernel.

    Returns
    -------
    Svg
        A row a pixel, a column a weight, coloured like a chessboard. Solid rings are
        the first output's, dotted ones the second's; a frame holds the pixels of both.

    Raises
    ------
    ValueError
        If there is not one pixel more than weights.

    Examples
    --------
    >>> products([8, 7, 4], [2, 1])
    All products: solid rings 16 + 7, dotted rings 14 + 4.
    """
    x, w = np.asarray(pixels), np.asarray(weights)
    if len(x) != len(w) + 1:
        raise ValueError(f"{len(w)} weights take {len(w) + 1} pixels, got {len(x)}")
    table = Grid(76, 52, len(x), len(w))
    body = [
        text(table.middle[0], 12, "weight"),
        text(30, table.middle[1], "pixel"),
        *(table.label(-1, j, _number(v), _INK) for j, v in enumerate(w)),
        *(table.label(i, -1, _number(v), _INK) for i, v in enumerate(x)),
    ]
    for (i, j), value in np.ndenumerate(np.outer(x, w)):
        look = 'fill="none"' if (i + j) % 2 else _FILLED
        body.append(table.cell(i, j, f'{look} stroke="{COLORS.muted}"', inset=0))
        body.append(table.label(i, j, _number(value), _INK))
    for j in range(len(w)):
        body += [_ring(table, j, j, _RING), _ring(table, j + 1, j, f"{_RING} {_DOTS}")]
    frame = 'stroke="currentColor" stroke-width="3"'
    shared = len(w) * CELL, (len(x) - 2) * CELL
    body.append(box(table.left, table.top + CELL, *shared, frame))
    sums = (" + ".join(map(_number, v * w)) for v in (x[:-1], x[1:]))
    said = "solid rings {}, dotted rings {}.".format(*sums)
    bottom = table.top + len(x) * CELL + 6
    return Svg("\n".join(body), table.right + 8, bottom, "All products", said)


def lines(pixels: ArrayLike, weights: ArrayLike) -> Svg:
    """Draw F(2x2, 3x3): rows are combined to four lines, and these to two rows.

    Parameters
    ----------
    pixels, weights : array_like, (4, 4) and (3, 3)

    Returns
    -------
    Svg
        From top to bottom pixels and kernel, the four lines, the outputs.

    Raises
    ------
    ValueError
        If the shapes are others.

    Examples
    --------
    >>> lines(np.ones((4, 4)), np.ones((3, 3)))
    Winograd's lines: 0 0, 9 9, 0 0, 0 0; outputs 9 9, 9 9.
    """
    x, w = np.asarray(pixels, float), np.asarray(weights, float)
    if x.shape != (4, 4) or w.shape != (3, 3):
        raise ValueError(f"expected (4, 4) and (3, 3), got {x.shape} and {w.shape}")
    bt, g, at = winograd_matrices(2)
    sums, taps = bt @ x, g @ w
    made = np.array(list(map(np.correlate, sums, taps)))
    columns = _NAMES, _NAMES + 5 * CELL, _NAMES + 9.7 * CELL
    colours = COLORS.input, COLORS.kernel, COLORS.output
    top = _HEAD + 4 * CELL + _GAP
    body = [
        text(columns[0] + 2 * CELL, 12, "pixels"),
        text(columns[1] + 1.5 * CELL, 12, "weights"),
        text(columns[2] + CELL, top - 14, "outputs"),
    ]
    body += _cells(x, columns[0], _HEAD, COLORS.input)
    body += _cells(w, columns[1], _HEAD, COLORS.kernel)
    for i in range(4):
        middle = _HEAD + (i + 0.5) * CELL
        body.append(text(_NAMES - 8, middle, f"row {i + 1}", _NAME))
    for i, parts in enumerate(zip(sums, taps, made, strict=True)):
        y = top + i * (CELL + 8)
        name = f"line {i + 1}: {_signed(bt[i], 'row')}"
        body.append(text(_NAMES - 8, y + CELL / 2, name, _NAME))
        for numbers, left, colour in zip(parts, columns, colours, strict=True):
            body += _cells(numbers[None], left, y, colour)
        body.append(arrow(columns[2] - 1.4 * CELL, y + CELL / 2, 0.9 * CELL))
    top += 4 * (CELL + 8) - 8 + _GAP
    outputs = at @ made
    body += _cells(outputs, columns[2], top, COLORS.output)
    for i in range(2):
        name = _signed(at[i], "line")
        body.append(text(columns[2] - 8, top + (i + 0.5) * CELL, name, _NAME))
    words = (
        ", ".join(" ".join(map(_number, row)) for row in m) for m in (made, outputs)
    )
    said = "{}; outputs {}.".format(*words)
    width, height = columns[2] + 2 * CELL + 8, top + 2 * CELL + 6
    return Svg("\n".join(body), width, height, "Winograd's lines", said)


def _cells(
    numbers: NDArray[np.floating], left: float, top: float, colour: str
) -> Iterator[str]:
    """Draw a matrix of numbers."""
    place = Grid(left, top, numbers.shape[0], numbers.shape[1])
    look = f'fill="{colour}" fill-opacity=".3" stroke="{colour}"'
    for (i, j), value in np.ndenumerate(numbers):
        yield place.cell(i, j, look)
        yield place.label(i, j, _number(value), _INK)


def _ring(table: Grid, row: int, col: int, look: str) -> str:
    x, y = table.left + (col + 0.5) * CELL, table.top + (row + 0.5) * CELL
    return f'<circle cx="{x:g}" cy="{y:g}" r="{0.41 * CELL:g}" {look}/>'


def _number(value: float) -> str:
    return f"{value:g}".replace("-", "−")


def _signed(row: NDArray[np.floating], name: str) -> str:
    """Say what a row of -1, 0 and 1 adds up: ``row 1 − row 3``, the plus first."""
    terms = sorted((-sign, i) for i, sign in enumerate(row) if sign)
    words = "".join(f" {'−' if s > 0 else '+'} {name} {i + 1}" for s, i in terms)
    return words.removeprefix(" + ")
