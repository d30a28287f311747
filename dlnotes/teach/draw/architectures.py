"""Architectures drawn: a network as a chain of its layers, read from the module."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from dlnotes.cost import summary
from dlnotes.teach.draw._svg import Svg, box, text
from dlnotes.teach.style import COLORS

if TYPE_CHECKING:
    from torch import nn

__all__ = ["chain"]

_STEP = 34  # from one layer to the next, in CSS pixels
_TALLEST = 100
_LINE = 164  # from one line to the next
_LONGEST = 11  # boxes a line
_SMALL = 'fill="currentColor" font-size="10.5"'
_INK = f'fill="{COLORS.ink}" font-size="10.5" font-weight="600"'

# Each kind of layer has a colour and a word of its own.
_KINDS = {
    "Conv2d": ("conv", COLORS.kernel, ".75"),
    "Linear": ("dense", COLORS.output, ".45"),
    "MaxPool2d": ("max", COLORS.other, ".45"),
    "AvgPool2d": ("mean", COLORS.other, ".45"),
    "AdaptiveAvgPool2d": ("mean", COLORS.other, ".45"),
}


def chain(module: nn.Module, input_size: tuple[int, ...]) -> Svg:
    """Draw the convolutions, poolings and dense layers of a network in a row.

    A box stands for a layer, its height for the side of its maps, on a logarithmic
    scale. In it stands the side of the kernel, with its stride where that is not 1;
    above it the channels, below it the kind of layer and, where it changes, the side.
    A chain of more than eleven boxes goes on in a further line.

    Parameters
    ----------
    module : torch.nn.Module
        A network without branches. What only reshapes, normalizes or rectifies is left
        out, and so is a pooling that changes nothing.
    input_size : tuple of int
        With batch, such as (1, 3, 224, 224).

    Returns
    -------
    Svg

    Raises
    ------
    TypeError, ValueError
        As :func:`dlnotes.cost.summary`.

    Examples
    --------
    >>> from torch import nn
    >>> net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.MaxPool2d(2))
    >>> chain(net, (1, 3, 10, 10))
    Chain of layers: conv 3×3, 8 channels of 8×8; max 2×2/2, 8 channels of 4×4
    """
    rows = summary(module, input_size)
    layers = dict(module.named_modules())
    boxes: list[tuple[str, str, int, int, str]] = []
    words: list[str] = []
    before = input_size[-1]
    for row in rows:
        if row.type not in _KINDS or row.output_shape is None:
            continue
        maps = len(row.output_shape) == 4
        side = row.output_shape[-1] if maps else 1
        if row.type == "AdaptiveAvgPool2d" and side == before:
            continue
        kernel = _kernel(layers[row.name])
        new_side = f"{side}" if maps and (side != before or not boxes) else ""
        boxes.append((row.type, kernel, row.output_shape[1], side, new_side))
        shape = f"channels of {side}×{side}" if maps else "units"
        kind = _spoken(_KINDS[row.type][0], kernel)
        words.append(f"{kind}, {row.output_shape[1]} {shape}")
        before = side
    lines = max(1, math.ceil(len(boxes) / _LONGEST))
    length = math.ceil(len(boxes) / lines)
    drawn = [
        _box(i % length, i // length, *layer, largest=input_size[-1])
        for i, layer in enumerate(boxes)
    ]
    width, height = 12 + _STEP * length, 4 + _LINE * lines
    return Svg("\n".join(drawn), width, height, "Chain of layers", "; ".join(words))


def _box(
    column: int,
    line: int,
    type_: str,
    kernel: str,
    channels: int,
    side: int,
    new_side: str,
    *,
    largest: int,
) -> str:
    """Draw a layer at its place."""
    kind, colour, opacity = _KINDS[type_]
    height = 20 + (_TALLEST - 20) * math.log2(1 + side) / math.log2(1 + largest)
    left, above = 6 + _STEP * column, _LINE * line + 24
    top, middle = above + (_TALLEST - height) / 2, left + _STEP / 2
    look = f'fill="{colour}" fill-opacity="{opacity}" stroke="{COLORS.ink}"'
    parts = [
        box(left + 2, top, _STEP - 4, height, look),
        text(middle, top - 9, str(channels), _SMALL),
        text(middle, above + _TALLEST / 2, kernel, _INK),
        text(middle, above + _TALLEST + 12, kind, _SMALL),
        text(middle, above + _TALLEST + 27, new_side, _SMALL),
    ]
    return "\n".join(parts)


def _kernel(layer: nn.Module) -> str:
    """Return what is written in a box: 3, or 11/4 with a stride; nothing if dense."""
    size, stride = getattr(layer, "kernel_size", None), getattr(layer, "stride", 1)
    if size is None:
        return ""
    size, stride = (v[0] if isinstance(v, tuple) else v for v in (size, stride))
    return f"{size}" if stride == 1 else f"{size}/{stride}"


def _spoken(kind: str, kernel: str) -> str:
    """Return "conv 3×3", and "max 3×3/2" with a stride."""
    size, slash, stride = kernel.partition("/")
    return f"{kind} {size}×{size}{slash}{stride}" if size else kind
