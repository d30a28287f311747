"""The exercise on how far a stack of convolutions sees."""

from __future__ import annotations

from dlnotes.teach.check._grader import exercise

Numbers = tuple[int, ...]


def _field(
    kernel_sizes: Numbers,
    strides: Numbers,
    dilations: Numbers,
    *,
    first: int = 1,
    late: bool = True,
    grow: bool = False,
) -> int:
    """Add up what each layer adds."""
    field, step = first, 1
    for kernel_size, stride, dilation in zip(
        kernel_sizes, strides, dilations, strict=True
    ):
        step *= 1 if late else stride
        field += dilation * (kernel_size - 1) * step
        step *= (stride if late else 1) * (dilation if grow else 1)
    return field


@exercise()
def receptive_field(kernel_sizes: Numbers, strides: Numbers, dilations: Numbers) -> int:
    """Return how many pixels one output spans along an axis, an int.

    The three tuples hold a number for each layer, the one that reads the image first.
    Pixels that are skipped count too: the span is from the first pixel to the last.
    """
    return _field(kernel_sizes, strides, dilations)


for _label, *_layers in (
    ("1 layer", (3,), (1,), (1,)),
    ("1 dilated layer", (3,), (1,), (2,)),
    ("1 layer of 5 taps", (5,), (1,), (3,)),
    ("2 plain layers", (3, 3), (1, 1), (1, 1)),
    ("dilations 1, 2", (3, 3), (1, 1), (1, 2)),
    ("dilations 1, 2, 4", (3, 3, 3), (1, 1, 1), (1, 2, 4)),
    ("kernels of 3, 5, 9", (3, 5, 9), (1, 1, 1), (1, 1, 1)),
    ("the stride of the first counts for the second", (3, 3), (2, 1), (1, 1)),
    ("the stride of the last counts for none", (3, 3), (1, 2), (1, 1)),
    ("stride and dilation", (3, 3, 3), (2, 2, 1), (1, 1, 2)),
    ("a 1-tap kernel", (3, 1, 3), (2, 1, 1), (2, 5, 2)),
    ("pooling between", (3, 2, 3, 2, 3), (1, 2, 1, 2, 1), (1, 1, 1, 1, 1)),
    ("even kernels", (2, 4, 2), (1, 2, 3), (3, 1, 2)),
    ("no layer", (), (), ()),
):
    receptive_field.case(_label, *_layers)

receptive_field.mistake(
    "The + 1 is missing: without any layer an output is one pixel.",
    lambda *layers: _field(*layers, first=0),
)
receptive_field.mistake(
    "Dilation is ignored: a layer adds dilation * (kernel_size - 1) steps.",
    lambda k, s, d: _field(k, s, (1,) * len(k)),
)
receptive_field.mistake(
    "Strides are ignored: what a layer adds is multiplied by all strides before it.",
    lambda k, s, d: _field(k, (1,) * len(k), d),
)
receptive_field.mistake(
    "A layer's own stride counts too early: it spreads what the layers behind it read.",
    lambda *layers: _field(*layers, late=False),
)
receptive_field.mistake(
    "You let the distances of dilated taps multiply from layer to layer: only strides "
    "do, a dilation concerns its own layer.",
    lambda *layers: _field(*layers, grow=True),
)
receptive_field.mistake(
    "A layer adds its span less one: dilation * (kernel_size - 1), not "
    "dilation * kernel_size.",
    lambda k, s, d: _field(tuple(n + 1 for n in k), s, d),
)
receptive_field.mistake(
    "You put dilation zeros between two taps: it is one less, so they are dilation "
    "apart.",
    lambda k, s, d: _field(k, s, tuple(n + 1 for n in d)),
)
