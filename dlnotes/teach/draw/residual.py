"""Residual blocks drawn: the branch, the shortcut and the sum, read from the module."""

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

__all__ = ["block"]

_MIDDLE, _BELOW = 40, 104  # where the branch and the shortcut run, in CSS pixels
_HIGH, _GAP = 34, 18


def block(module: nn.Module) -> Svg:
    """Draw a block of a ResNet, from its input x to its output y.

    Parameters
    ----------
    module : torch.nn.Module
        A block of `dlnotes.architectures`: with `conv1`, `bn1`, `conv2`, ... and
        `shortcut`. A convolution is written with its kernel, its stride where that is
        not 1, and its channels from and to.

    Returns
    -------
    Svg

    Raises
    ------
    TypeError
        Where the module is no such block.

    Examples
    --------
    >>> from dlnotes.architectures.resnet import BasicBlock
    >>> block(BasicBlock(64, 64))
    Residual block: x, 3×3 64→64, BN ReLU, 3×3 64→64, BN, plus x, ReLU, y
    """
    layers = dict(module.named_children())
    if not {"conv1", "bn1", "conv2", "shortcut"} <= layers.keys():
        raise TypeError(
            f"module is a {type(module).__name__}, expected a block with conv1, bn1, "
            "conv2 and shortcut"
        )
    first = bool(getattr(module, "preactivation", False))
    convs = [layers[key] for key in ("conv1", "conv2", "conv3") if key in layers]
    steps = []
    for i, conv in enumerate(convs):
        last = i == len(convs) - 1
        norm = "BN" if last and not first else "BN ReLU"
        steps += [norm, _words(conv)] if first else [_words(conv), norm]
    detour = _detour(layers["shortcut"])
    parts, x = [text(10, _MIDDLE, "x", name(COLORS.input))], 20.0
    fork = x + 8
    late = first and getattr(module, "project", False)
    for i, step in enumerate(steps):
        width = 14 + 7.6 * len(step)
        parts += [
            arrow(x, _MIDDLE, _GAP),
            box(x + _GAP, _MIDDLE - _HIGH / 2, width, _HIGH, _look_of(step)),
            text(x + _GAP + width / 2, _MIDDLE, step, INK),
        ]
        x += _GAP + width
        if i == 0 and late:
            fork = x + 8  # a projection of v2 sees what the first convolution sees
    centre = x + _GAP + 14
    parts += [
        arrow(x, _MIDDLE, _GAP),
        f'<circle cx="{centre:g}" cy="{_MIDDLE}" r="13" {MIXES}/>',
        text(centre, _MIDDLE, "+", INK),
        f'<path d="M{fork:g} {_MIDDLE}V{_BELOW}H{centre:g}V{_MIDDLE + 14}" {LINE}/>',
        f'<path d="M{centre - 4:g} {_MIDDLE + 19}l4 -5l4 5" {LINE}/>',
    ]
    if detour:
        width = 14 + 7.6 * len(detour)
        left = (fork + centre - width) / 2
        parts += [
            box(left, _BELOW - _HIGH / 2, width, _HIGH, opaque(COLORS.other)),
            text(left + width / 2, _BELOW, detour, INK),
        ]
    else:
        parts.append(text((fork + centre) / 2, _BELOW - 12, "the shortcut: x as it is"))
    x, words = centre + 13, ["x", *steps, f"plus {detour or 'x'}"]
    if not first:
        parts += [
            arrow(x, _MIDDLE, _GAP),
            box(x + _GAP, _MIDDLE - _HIGH / 2, 42, _HIGH, OTHER),
            text(x + _GAP + 21, _MIDDLE, "ReLU", INK),
        ]
        x += _GAP + 42
        words.append("ReLU")
    parts += [
        arrow(x, _MIDDLE, _GAP),
        text(x + _GAP + 10, _MIDDLE, "y", name(COLORS.output)),
    ]
    size = x + _GAP + 20, _BELOW + _HIGH / 2 + 4
    return Svg("\n".join(parts), *size, "Residual block", ", ".join([*words, "y"]))


def _words(conv: nn.Module) -> str:
    """Return "3×3 64→64", with a stride "3×3/2 64→128"."""
    channels = (getattr(conv, key, 0) for key in ("in_channels", "out_channels"))
    return f"{kernel(conv)} " + "→".join(map(str, channels))


def _detour(shortcut: nn.Module) -> str:
    """Say what the shortcut does, empty where it does nothing."""
    if type(shortcut).__name__ == "Identity":
        return ""
    for layer in shortcut.modules():
        if hasattr(layer, "kernel_size"):
            return _words(layer) + (" BN" if layer is not shortcut else "")
    return "fewer pixels, zeros"


def _look_of(step: str) -> str:
    return OTHER if step.startswith("BN") else CONV
