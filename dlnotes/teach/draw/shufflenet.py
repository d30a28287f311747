"""Units of ShuffleNet drawn: two ways from x to y, read from the module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlnotes.teach.draw._flow import (
    CONV,
    INK,
    LINE,
    MIXES,
    OTHER,
    kernel,
    name,
    opaque,
)
from dlnotes.teach.draw._svg import Svg, arrow, box, text
from dlnotes.teach.style import COLORS

if TYPE_CHECKING:
    from torch import nn

__all__ = ["unit"]

_UP, _DOWN = 36, 100  # where the two ways run, in CSS pixels
_HIGH, _GAP = 34, 16


def unit(module: nn.Module) -> Svg:
    """Draw a unit of ShuffleNet, from its input x to its output y.

    Above runs the branch, below what goes around it. A convolution is written with its
    kernel, its stride where that is not 1, its channels from and to, and its groups
    where it has some; a depthwise one as "dw". Batch norms are left out.

    Parameters
    ----------
    module : torch.nn.Module
        A `ShuffleUnit` or a `SplitUnit` of `dlnotes.architectures`.

    Returns
    -------
    Svg

    Raises
    ------
    TypeError
        Where the module is no such unit.

    Examples
    --------
    >>> from dlnotes.architectures.shufflenet_v1 import ShuffleUnit
    >>> unit(ShuffleUnit(240, 240, 1, groups=3))
    Unit: x; above 1×1 240→60 in 3 groups ReLU, shuffle 3, dw 3×3 60, 1×1 60→240 in 3
    groups; below x; add, ReLU, y
    """
    kind = type(module).__name__
    layers = dict(module.named_children())
    if kind == "ShuffleUnit":
        main = _steps(layers, "reduce", "shuffle", "depthwise", "expand")
        pool = layers.get("pool")
        side = ["mean 3×3/2"] if pool is not None else []
        start, join, after = "x", "add" if pool is None else "concat", ["ReLU"]
        ways = ("all of x",) * 2
    elif kind == "SplitUnit":
        main, side = _steps(layers, "main"), _steps(layers, "side")
        splits = bool(getattr(module, "splits", False))
        start, join, after = ("split" if splits else "x"), "concat", ["shuffle 2"]
        ways = ("second half", "first half") if splits else ("all of x",) * 2
    else:
        raise TypeError(f"module is a {kind}, expected a ShuffleUnit or a SplitUnit")
    words = (
        f"{start if start == 'x' else 'x, split'}; above {', '.join(main)}; "
        f"below {', '.join(side) or ('x' if start == 'x' else 'the first half')}; "
        f"{', '.join([join, *after, 'y'])}"
    )
    parts, left = [text(10, _UP, "x", name(COLORS.input))], 20.0
    if start == "split":
        parts.append(arrow(left, _UP, _GAP))
        left = _box(parts, left + _GAP, _UP, start, OTHER)
    fork = left + 8
    upper, lower = left, fork
    for step in main:
        parts.append(arrow(upper, _UP, _GAP))
        upper = _box(parts, upper + _GAP, _UP, step, _look(step))
    centre = upper + _GAP + 30
    room = centre - 8 - fork
    drawn = sum(_width(step) + _GAP for step in side)
    lower = fork + max(_GAP, (room - drawn) / 2)
    parts.append(f'<path d="M{fork:g} {_UP}V{_DOWN}H{centre:g}V{_UP + 18}" {LINE}/>')
    parts.append(f'<path d="M{centre - 4:g} {_UP + 24}l4 -5l4 5" {LINE}/>')
    for step in side:
        lower = _box(parts, lower, _DOWN, step, _solid(step)) + _GAP
    if not side:
        words_below = "x as it is" if start == "x" else f"the {ways[1]}, as it is"
        parts.append(text(fork + room / 2, _DOWN - 12, words_below))
    parts.append(arrow(upper, _UP, _GAP))
    left = _box(parts, upper + _GAP, _UP, join, MIXES, width=60)
    for step in after:
        parts.append(arrow(left, _UP, _GAP))
        left = _box(parts, left + _GAP, _UP, step, _look(step))
    parts += [
        arrow(left, _UP, _GAP),
        text(left + _GAP + 10, _UP, "y", name(COLORS.output)),
    ]
    return Svg("\n".join(parts), left + _GAP + 20, _DOWN + _HIGH / 2 + 4, "Unit", words)


def _steps(layers: dict[str, nn.Module], *names: str) -> list[str]:
    """Say what the convolutions, activations and shuffles of some layers do."""
    steps: list[str] = []
    for key in names:
        for layer in layers[key].modules():
            kind = type(layer).__name__
            if kind == "Conv2d":
                steps.append(_words(layer))
            elif kind == "ReLU":
                steps[-1] += " ReLU"
            elif kind == "ChannelShuffle":
                steps.append(f"shuffle {getattr(layer, 'groups', '')}")
    return steps


def _words(conv: nn.Module) -> str:
    """Return "1×1 240→60 in 3 groups", or "dw 3×3/2 60"."""
    before, after, groups = (
        int(getattr(conv, key, 0)) for key in ("in_channels", "out_channels", "groups")
    )
    if groups == before == after:
        return f"dw {kernel(conv)} {after}"
    return f"{kernel(conv)} {before}→{after}" + (
        f" in {groups} groups" if groups > 1 else ""
    )


def _width(words: str) -> float:
    return 14 + 7.4 * len(words)


def _box(
    parts: list[str],
    left: float,
    middle: float,
    words: str,
    look: str,
    width: float = 0,
) -> float:
    """Draw a box with words in it, and return where it ends."""
    width = width or _width(words)
    parts.append(box(left, middle - _HIGH / 2, width, _HIGH, look))
    parts.append(text(left + width / 2, middle, words, INK))
    return left + width


def _look(step: str) -> str:
    if step.startswith("shuffle"):
        return MIXES
    return CONV if "×" in step and not step.startswith("mean") else OTHER


def _solid(step: str) -> str:
    """Return the look of a box of the lower way."""
    return opaque(COLORS.other if step.startswith("mean") else COLORS.kernel)
