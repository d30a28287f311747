"""The exercise on the table of a VGG: its layers, and its parameters."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from dlnotes.teach.check._grader import exercise

Blocks = Sequence[tuple[int, int]]


@exercise("layers", "parameters")
def vgg_layers(
    blocks: Blocks, side: int = 224, hidden: int = 4096, num_classes: int = 1000
) -> tuple[int, int]:
    """Return the layers with weights, and all parameters, of a VGG, two ints.

    A pair (n, channels) of blocks is a block: n 3×3 convolutions of these channels,
    then 2×2 max pooling, which halves the side and rounds down. The image has 3
    channels and side × side pixels. Three dense layers follow: hidden, hidden and
    num_classes units. Every layer has biases.
    """
    return _count(blocks, side, hidden, num_classes)


def _count(
    blocks: Blocks,
    side: int = 224,
    hidden: int = 4096,
    num_classes: int = 1000,
    slip: str = "",
) -> tuple[int, int]:
    """Count as asked for, or with a slip."""
    bias, kernel = slip != "no bias", 3 if slip == "3 weights" else 9
    layers = parameters = 0
    channels = 3
    for n, width in blocks:
        for _ in range(n):
            source = width if slip == "own input" else channels
            parameters += kernel * source * width + bias * width
            channels = width
        layers += n + (slip == "poolings")
        side = side if slip == "full side" else side // 2
    inputs = channels if slip == "one a map" else channels * side * side
    for units in (hidden, hidden, num_classes):
        parameters += inputs * units + bias * units
        inputs = units
    return layers + 3 - (slip == "hidden"), parameters


for _label, _blocks, _how in (
    ("1 block of 1 layer", [(1, 2)], {"side": 2, "hidden": 1, "num_classes": 1}),
    ("1 block of 2 layers", [(2, 2)], {"side": 4, "hidden": 3, "num_classes": 2}),
    ("2 blocks", [(1, 2), (2, 4)], {"side": 8, "hidden": 5, "num_classes": 3}),
    ("an odd side", [(2, 4), (1, 8)], {"side": 7, "hidden": 4, "num_classes": 2}),
    ("configuration A", [(1, 64), (1, 128), (2, 256), (2, 512), (2, 512)], {}),
    ("configuration B", [(2, 64), (2, 128), (2, 256), (2, 512), (2, 512)], {}),
    ("configuration D", [(2, 64), (2, 128), (3, 256), (3, 512), (3, 512)], {}),
    ("configuration E", [(2, 64), (2, 128), (4, 256), (4, 512), (4, 512)], {}),
    ("32×32 pixels, 10 classes", [(2, 8), (3, 9)], {"side": 32, "num_classes": 10}),
):
    vgg_layers.case(_label, _blocks, **_how)

for _sentence, _slip in (
    (
        "The biases are missing: a layer has one for each channel or unit it puts out.",
        "no bias",
    ),
    (
        "You count the poolings as layers: the 16 of VGG-16 are layers with weights.",
        "poolings",
    ),
    (
        "A dense layer is missing from the count: all three have weights, the one with "
        "the scores too.",
        "hidden",
    ),
    (
        "You give the first convolution of each block as many input channels as it "
        "puts out: it reads those of the block before, and the first one 3.",
        "own input",
    ),
    (
        "The side is not halved: after each block the maps have half the side, and the "
        "first dense layer reads what is left.",
        "full side",
    ),
    (
        "Your first dense layer reads one number a map: it reads all side × side.",
        "one a map",
    ),
    (
        "Your kernels have 3 weights a pair of channels: a 3×3 kernel has 9.",
        "3 weights",
    ),
):
    vgg_layers.mistake(_sentence, partial(_count, slip=_slip))
