"""Winograd's algorithm drawn: a signal as a sum of parts that take one product each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dlnotes.convolution import conv2d
from dlnotes.teach.draw._svg import CELL, Grid, Svg, arrow, text
from dlnotes.teach.style import COLORS

__all__ = ["parts"]

Floats = NDArray[np.float64]

_NAMES = 124  # pixels of the drawing for the names of parts
_WORK = 130  # and for a product
_HEAD = 26
_GAP = 12
_INK = 'fill="currentColor"'
_FAINT = f'{_INK} fill-opacity=".45"'
_NAME = f'{_INK} text-anchor="end" font-size="12"'


class _Part(NamedTuple):
    name: str
    pixels: Floats
    strength: Floats  # a number, or a row of pixels
    signs: list[int]  # of the weights, or of the kernel's rows
    factor: Floats


def parts(pixels: ArrayLike, weights: ArrayLike) -> Svg:
    """Draw pixels as the sum of parts, and their outputs as the sum of the parts'.

    Parameters
    ----------
    pixels, weights : array_like, (K + 1,) and (K,), or (4, 4) and (3, 3)
        A signal with two outputs and its kernel of K = 2 or 3; or an image with 2x2.

    Returns
    -------
    Svg
        A line for the whole and one for each part: its pixels, the product (of an
        image: the weights that meet a row), and its outputs.

    Raises
    ------
    ValueError
        If the shapes are others.

    Examples
    --------
    >>> parts([9, 6, 4], [2, 1])
    Parts: outputs 24 16 = 18 18 + 6 0 + 0 −2.
    """
    x, w = np.asarray(pixels, float), np.asarray(weights, float)
    if (x.shape, w.shape) not in [((3,), (2,)), ((4,), (3,)), ((4, 4), (3, 3))]:
        raise ValueError(
            "expected pixels and weights of (3,) and (2,), (4,) and (3,) or (4, 4) and "
            f"(3, 3), got {x.shape} and {w.shape}"
        )
    flat, high = x.ndim == 1, CELL * (1 if x.ndim == 1 else len(x))
    left = _NAMES, _NAMES + len(x) * CELL + _GAP
    centre, right = left[1] + _WORK / 2, left[1] + _WORK + 1.3 * CELL
    body = [
        text(left[0] + len(x) * CELL / 2, 12, "pixels"),
        text(centre, 12, "weights"),
        text(right + CELL, 12, "outputs"),
    ]
    whole = _Part("signal" if flat else "image", x, x, [], w)
    said = []
    for i, part in enumerate([whole, *_split(x, w)]):
        top = _HEAD + i * (high + _GAP) + (_GAP if i else 0)
        middle = top + high / 2
        name = f"{'=' if i == 1 else '+'} {part.name}" if i else part.name
        made = _outputs(part.pixels, w)
        body.append(text(_NAMES - 10, middle, name, _NAME))
        body += _cells(part.pixels, left[0], middle, COLORS.input)
        if flat and i:
            body.append(text(centre, middle, _product(part, w)))
        else:
            body += _cells(
                part.factor, centre - len(w) * CELL / 2, middle, COLORS.kernel
            )
        body.append(arrow(right - 1.1 * CELL, middle, 0.7 * CELL))
        body += _cells(made, right, middle, COLORS.output)
        said.append(" ".join(map(_number, made.ravel())))
    bottom = top + high + 6
    scale = 1 if flat else 0.85
    body = [f'<g transform="scale({scale})">', *body, "</g>"]
    words = f"outputs {said[0]} = {' + '.join(said[1:])}."
    width = right + 2 * CELL + 8
    return Svg("\n".join(body), scale * width, scale * bottom, "Parts", words)


def _split(x: Floats, w: Floats) -> Iterator[_Part]:
    """Split pixels along their first axis into parts of one strength and factor."""
    n, row = len(x), "" if x.ndim == 1 else " row"
    rows = row and f"{row}s"
    even, turns = np.ones(n), np.resize([1.0, -1.0], n)
    first, last = np.eye(n)[[0, -1]]
    middle = np.asarray((x[1] + x[-2]) / 2)
    plan: list[tuple[str, Floats, Floats]] = [(f"equal{rows}", even, middle)]
    if n > 3:  # two pixels in the middle, one above their mean and one below
        plan.append((f"alternating{rows}", turns, (x[2] - x[1]) / 2))
    plan.append((f"first{row or ' pixel'}", first, x[0] - x[-2]))
    plan.append((f"last{row or ' pixel'}", last, x[-1] - x[1]))
    for name, pattern, strength in plan:
        sees = pattern[1:] if pattern is last else pattern[:-1]
        signs = [int(sign) for sign in sees]
        factor = np.tensordot(sees, w, 1)
        made = np.multiply.outer(pattern, strength)
        yield _Part(name, made, np.asarray(strength), signs, factor)


def _outputs(x: Floats, w: Floats) -> Floats:
    if x.ndim == 1:
        return np.correlate(x, w)
    made: Floats = conv2d(x[None], w[None, None])[0]
    return made


def _product(part: _Part, w: Floats) -> str:
    """Say a part's one product: ``−1·(2 − 1 + 3)``."""
    terms = [(s, v) for s, v in zip(part.signs, w, strict=True) if s]
    words = "".join(f" {'−' if s < 0 else '+'} {_number(v)}" for s, v in terms)
    words = words.removeprefix(" + ")
    if len(terms) > 1:
        words = f"({words})"
    return f"{_number(float(part.strength))} · {words}"


def _cells(numbers: Floats, left: float, middle: float, colour: str) -> Iterator[str]:
    """Draw a row or a matrix of numbers, zeros faint."""
    numbers = np.atleast_2d(numbers)
    rows, cols = numbers.shape
    place = Grid(left, middle - rows * CELL / 2, rows, cols)
    for (i, j), value in np.ndenumerate(numbers):
        opacity = ".3" if value else ".07"
        look = f'fill="{colour}" fill-opacity="{opacity}" stroke="{colour}"'
        yield place.cell(i, j, look)
        yield place.label(i, j, _number(value), _INK if value else _FAINT)


def _number(value: float) -> str:
    return f"{value + 0.0:g}".replace("-", "−")
