"""What drawings of blocks share: how their boxes look, and words for a kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlnotes.teach.style import COLORS

if TYPE_CHECKING:
    from torch import nn

CONV = f'fill="{COLORS.kernel}" fill-opacity=".75" stroke="{COLORS.ink}"'
MIXES = f'fill="{COLORS.output}" fill-opacity=".3" stroke="{COLORS.ink}"'
OTHER = f'fill="{COLORS.other}" fill-opacity=".45" stroke="{COLORS.ink}"'
INK = f'fill="{COLORS.ink}" font-size="12" font-weight="600"'
LINE = 'stroke="currentColor" stroke-width="1.5"'


def opaque(colour: str) -> str:
    """Return the look of a box behind which a line runs."""
    return f'fill="{colour}" stroke="{COLORS.ink}"'


def name(colour: str) -> str:
    """Return the look of an x or y."""
    return f'fill="{colour}" font-size="15" font-weight="600" font-style="italic"'


def kernel(conv: nn.Module) -> str:
    """Return "3×3", or with a stride "3×3/2"."""
    size = getattr(conv, "kernel_size", (0,))[0]
    stride = getattr(conv, "stride", (1,))[0]
    return f"{size}×{size}" + ("" if stride == 1 else f"/{stride}")
