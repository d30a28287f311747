"""The exercise on how many pixels some neighbouring outputs see together."""

from __future__ import annotations

from dlnotes.teach.check._grader import exercise

Layers = tuple[tuple[int, int], ...]


def _needed(
    layers: Layers, outputs: int, *, less: int = 1, strided: bool = True, taps: int = 0
) -> int:
    """Go back from the outputs to the pixels."""
    for kernel_size, stride in layers[::-1]:
        outputs = (outputs - less) * (stride if strided else 1) + kernel_size - taps
    return outputs


@exercise()
def inputs_needed(layers: Layers, outputs: int) -> int:
    """Return how many pixels neighbouring outputs see together along an axis, an int.

    Each layer is (kernel_size, stride), the one that reads the image first; there is no
    padding. Pixels that are skipped between the first and the last count, too.
    """
    return _needed(layers, outputs)


for _label, _layers, _outputs in (
    ("no layer", (), 4),
    ("1 layer, 1 output", ((3, 1),), 1),
    ("1 layer, 2 outputs", ((3, 1),), 2),
    ("stride 2, 1 output", ((3, 2),), 1),
    ("stride 2, 2 outputs", ((3, 2),), 2),
    ("a stride that skips pixels", ((1, 3),), 4),
    ("2 plain layers", ((3, 1), (3, 1)), 1),
    ("strides 1, 2, 2", ((3, 1), (3, 2), (3, 2)), 1),
    ("strides 2, 2, 1", ((3, 2), (3, 2), (3, 1)), 1),
    ("strides 1, 2, 2, 3 outputs", ((3, 1), (3, 2), (3, 2)), 3),
    ("pooling between", ((3, 1), (2, 2), (5, 1), (2, 2)), 2),
    ("AlexNet's 55 columns", ((11, 4),), 55),
    ("AlexNet to its 6 columns", ((11, 4), (3, 2), (3, 2), (3, 2)), 6),
):
    inputs_needed.case(_label, _layers, _outputs)

inputs_needed.mistake(
    "You go through the layers from the input to the output: the way back begins with "
    "the last layer.",
    lambda layers, outputs: _needed(layers[::-1], outputs),
)
inputs_needed.mistake(
    "Between n outputs there are n - 1 strides: (outputs - 1) * stride + kernel_size.",
    lambda layers, outputs: _needed(layers, outputs, less=0),
)
inputs_needed.mistake(
    "Strides are ignored: two neighbouring outputs are a stride of inputs apart.",
    lambda layers, outputs: _needed(layers, outputs, strided=False),
)
inputs_needed.mistake(
    "The last output sees a whole kernel: add kernel_size, not kernel_size - 1.",
    lambda layers, outputs: _needed(layers, outputs, taps=1),
)
inputs_needed.mistake(
    "You answer for a single output: begin with the number of outputs.",
    lambda layers, outputs: _needed(layers, 1),
)
inputs_needed.mistake(
    "The number is right, but a float: return an int.",
    lambda layers, outputs: float(_needed(layers, outputs)),
)
