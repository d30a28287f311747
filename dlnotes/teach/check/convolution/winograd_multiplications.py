"""The exercise on what Winograd's algorithm leaves of a layer's multiplications."""

from __future__ import annotations

from collections.abc import Callable

from dlnotes.teach.check._grader import exercise


@exercise()
def winograd_multiplications(
    size: int, tile: int, in_channels: int, out_channels: int
) -> int:
    """Return how many multiplications of data by weights a 3×3 layer makes.

    Its outputs are size×size in each of out_channels channels. F(tile×tile, 3×3) covers
    them with blocks of tile×tile outputs, which may overhang, and makes
    (tile + 2)×(tile + 2) multiplications a block, for each pair of an input and an
    output channel.
    """
    blocks = -(-size // tile)
    return blocks**2 * (tile + 2) ** 2 * in_channels * out_channels


for _label, _args in (
    ("one block of 2×2", (2, 2, 1, 1)),
    ("one block of 4×4", (4, 4, 1, 1)),
    ("four blocks", (8, 4, 1, 1)),
    ("blocks that overhang", (7, 4, 1, 1)),
    ("blocks that overhang far", (5, 4, 1, 1)),
    ("an odd map", (15, 2, 1, 1)),
    ("2 input channels", (4, 2, 2, 1)),
    ("3 output channels", (6, 2, 1, 3)),
    ("two maps of ResNet-50", (56, 4, 64, 64)),
    ("the smallest of them", (7, 4, 512, 512)),
):
    winograd_multiplications.case(_label, *_args)


def _count(
    blocks: Callable[[int, int], float] = lambda size, tile: (-(-size // tile)) ** 2,
    each: Callable[[int], int] = lambda tile: (tile + 2) ** 2,
    pairs: Callable[[int, int], int] = lambda inputs, outputs: inputs * outputs,
) -> Callable[[int, int, int, int], int]:
    """Count with a factor that may be wrong."""
    return lambda size, tile, inputs, outputs: int(
        blocks(size, tile) * each(tile) * pairs(inputs, outputs)
    )


winograd_multiplications.mistake(
    "This is the formula's count, nine for each output: a block makes (tile + 2)² for "
    "all its outputs.",
    _count(lambda size, tile: size**2, lambda tile: 9),
)
winograd_multiplications.mistake(
    "Blocks that overhang are left out: round their number up along each side.",
    _count(lambda size, tile: (size // tile) ** 2),
)
winograd_multiplications.mistake(
    "You round to the nearest number of blocks: however little is left over, it takes "
    "one more, so round up.",
    _count(lambda size, tile: round(size / tile) ** 2),
)
winograd_multiplications.mistake(
    "You share blocks out: a block that overhangs is computed whole, so round up.",
    _count(lambda size, tile: (size / tile) ** 2),
)
winograd_multiplications.mistake(
    "A block makes (tile + 2)² multiplications, not one for each of its outputs.",
    _count(each=lambda tile: tile**2),
)
winograd_multiplications.mistake(
    "You count one row of a block: it makes (tile + 2) times (tile + 2) "
    "multiplications.",
    _count(each=lambda tile: tile + 2),
)
winograd_multiplications.mistake(
    "Channels are ignored: each pair of an input and an output channel has products of "
    "its own.",
    _count(pairs=lambda inputs, outputs: 1),
)
winograd_multiplications.mistake(
    "You add the channels: there are in_channels times out_channels pairs.",
    _count(pairs=lambda inputs, outputs: inputs + outputs),
)
