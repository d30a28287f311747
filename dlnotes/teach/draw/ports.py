"""Ports between frameworks drawn: where two nets agree, and what a window saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dlnotes.teach.draw._svg import CELL, Grid, Svg, text
from dlnotes.teach.style import COLORS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["agreement", "padded_rows", "short", "windows"]

_NAME = 90  # CSS pixels for a row's name
_DIGIT = 9  # and for a character of its answers
_INK = 'fill="currentColor"'
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def short(gap: float) -> str:
    """Write a gap in few digits, and a very small one with a power of ten.

    Examples
    --------
    >>> short(1.08), short(0.0062), short(4.2e-7), short(0)
    ('1.1', '0.006', '4·10⁻⁷', '0')
    """
    if gap >= 0.95:
        return f"{gap:.1f}"
    if gap == 0 or gap >= 1e-4:
        return f"{gap:.1g}"
    digit, power = f"{gap:.0e}".split("e")
    return f"{digit}·10{str(int(power)).translate(_RAISED)}"


def agreement(
    ax: Axes,
    gaps: Mapping[str, Mapping[str, float]],
    scores: Sequence[float],
    *,
    limit: float = 1e-6,
) -> None:
    """Draw the gaps of several ports, place by place, and the accuracy of each.

    Parameters
    ----------
    ax : matplotlib Axes
    gaps : mapping of str to mapping of str to float
        One row for each port, one column for each place.
    scores : sequence of float
        The accuracy of each port, as a share.
    limit : float, keyword-only
        A place agrees where its gap is smaller.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> fig, ax = plt.subplots()
    >>> agreement(ax, {"naive": {"norm": 2e-7, "scores": 1.25}}, [0.1])
    >>> [words.get_text() for words in ax.texts]
    ['✓ 2·10⁻⁷', '1.2', '10%']
    >>> plt.close(fig)
    """
    from matplotlib.patches import Rectangle

    places = list(next(iter(gaps.values())))
    for i, (port, score) in enumerate(zip(gaps.values(), scores, strict=True)):
        for j, gap in enumerate(port.values()):
            agrees = gap < limit
            color = COLORS.output if agrees else COLORS.kernel
            ax.add_patch(Rectangle((j, i), 1, 1, fc=color, ec="w", alpha=0.45))
            words = f"✓ {short(gap)}" if agrees else short(gap)
            ax.text(j + 0.5, i + 0.5, words, ha="center", va="center")
        words = f"{score:.0%}"
        ax.text(len(places) + 0.5, i + 0.5, words, ha="center", va="center")
    ax.set(xlim=(0, len(places) + 1), ylim=(len(gaps), 0))
    ax.set_xticks([j + 0.5 for j in range(len(places) + 1)], [*places, "accuracy"])
    ax.set_yticks([i + 0.5 for i in range(len(gaps))], list(gaps))
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.grid(False)
    ax.spines[:].set_visible(False)


def windows(
    ax: Axes,
    pixels: Sequence[int],
    padding: tuple[int, int],
    answers: Sequence[int],
    *,
    kernel: int,
    stride: int,
) -> None:
    """Draw a row between its zeros, a bracket for each window, and its answer.

    Parameters
    ----------
    ax : matplotlib Axes
    pixels : sequence of int
    padding : (int, int)
        The zeros before and behind; they are dashed.
    answers : sequence of int
        What each window gives: written below its bracket.
    kernel, stride : int, keyword-only
        How many numbers a window holds, and how far the next one is.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> fig, ax = plt.subplots()
    >>> windows(ax, [1, 2, 3, 4], (0, 1), [321, 43], kernel=3, stride=2)
    >>> [words.get_text() for words in ax.texts]
    ['1', '2', '3', '4', '0', '321', '43']
    >>> plt.close(fig)
    """
    from matplotlib.patches import Rectangle

    before, behind = padding
    for at in range(-before, len(pixels) + behind):
        inside = 0 <= at < len(pixels)
        edge = COLORS.input if inside else COLORS.kernel_line
        dashes = "-" if inside else "--"
        corner = (at + 0.06, 0.06)
        ax.add_patch(Rectangle(corner, 0.88, 0.88, fc=edge + "40", ec=edge, ls=dashes))
        words = str(pixels[at] if inside else 0)
        ax.text(at + 0.5, 0.5, words, ha="center", va="center")
    for i, answer in enumerate(answers):
        left = i * stride - before + 0.12
        right, y = left + kernel - 0.24, 1.2 + 0.2 * (i % 2)
        ends = [left, left, right, right], [y - 0.1, y, y, y - 0.1]
        ax.plot(*ends, "-", color=COLORS.output, lw=1.5)
        ax.text((left + right) / 2, 1.8, str(answer), ha="center", va="center")
    ax.set(xlim=(-before - 0.1, len(pixels) + behind + 0.1), ylim=(2.1, -0.1))
    ax.set(xticks=[], yticks=[], aspect="equal")
    ax.spines[:].set_visible(False)


def padded_rows(
    pixels: Sequence[int],
    padding: Mapping[str, tuple[int, int]],
    answers: Mapping[str, Sequence[int]],
) -> Svg:
    """Draw a row of pixels once for each framework, between its zeros.

    Parameters
    ----------
    pixels : sequence of int
    padding : mapping of str to (int, int)
        The zeros before and behind, for each framework.
    answers : mapping of str to sequence of int
        What each framework computes: written behind the row.

    Returns
    -------
    Svg

    Examples
    --------
    >>> padded_rows([1, 2], {"Keras": (0, 1)}, {"Keras": [21, 2]})
    Padded rows: Keras: 1 2 and 1 zero behind give 21, 2.
    """
    most = max(before for before, _ in padding.values())
    end = _NAME + CELL * (most + len(pixels) + max(b for _, b in padding.values()))
    body, said, right = [], [], end
    for i, (name, (before, behind)) in enumerate(padding.items()):
        row = Grid(_NAME + most * CELL, 6 + i * 1.6 * CELL, 1, len(pixels))
        middle = row.middle[1]
        body.append(text(4, middle, name, f'{_INK} text-anchor="start"'))
        for at in range(-before, len(pixels) + behind):
            inside = 0 <= at < len(pixels)
            body += _cell(row, at, pixels[at] if inside else 0, inside)
        words = ", ".join(map(str, answers[name]))
        body.append(text(end + 16, middle, words, f'{_INK} text-anchor="start"'))
        right = max(right, end + 24 + _DIGIT * len(words))
        said.append(f"{name}: {_sentence(pixels, before, behind)} give {words}.")
    height = 12 + (1.6 * len(padding) - 0.6) * CELL
    return Svg("\n".join(body), right, height, "Padded rows", " ".join(said))


def _cell(row: Grid, at: int, value: int, inside: bool) -> list[str]:
    """Draw a pixel, or a zero of the padding, which is dashed."""
    color = COLORS.input if inside else COLORS.kernel
    dashes = "" if inside else ' stroke-dasharray="4 3"'
    look = f'fill="{color}" fill-opacity=".3" stroke="{color}"{dashes}'
    return [row.cell(0, at, look), row.label(0, at, str(value), _INK)]


def _sentence(pixels: Sequence[int], before: int, behind: int) -> str:
    """Say what stands in a row."""
    zeros = ((before, "before"), (behind, "behind"))
    parts = [f"{n} zero{'s'[: n > 1]} {where}" for n, where in zeros if n]
    return " and ".join([" ".join(map(str, pixels)), *parts])
