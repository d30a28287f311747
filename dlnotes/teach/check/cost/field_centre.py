"""The exercise on the pixel over which a unit stands."""

from __future__ import annotations

from dlnotes.teach.check._grader import exercise

Layers = tuple[tuple[int, int, int], ...]


def _centre(
    layers: Layers,
    unit: int,
    *,
    early: bool = False,
    half: float = 1.0,
    padded: float = 1.0,
    strided: bool = True,
    moved: bool = True,
) -> float:
    """Add up how far each layer moves the first unit, and go on to this one."""
    centre, step = 0.0, 1
    for kernel_size, stride, padding in layers:
        used = step * stride if early else step
        shift = (kernel_size - half) / 2 - padded * padding
        centre += shift * (used if strided else 1)
        step *= stride
    return centre + (unit * step if moved else unit)


@exercise()
def field_centre(layers: Layers, unit: int) -> float:
    """Return the middle of a unit's field, in pixels, a float.

    Each layer is (kernel_size, stride, padding), the one that reads the image first.
    The centres of the pixels are 0, 1, 2, ..., and the units of the last layer are
    counted from 0. An even field has its middle between two pixels.
    """
    return _centre(layers, unit)


for _label, _layers, _unit in (
    ("no layer", (), 3),
    ("1 layer without padding", ((3, 1, 0),), 0),
    ("the next unit", ((3, 1, 0),), 1),
    ("1 layer with padding", ((3, 1, 1),), 2),
    ("an even kernel", ((2, 1, 0),), 0),
    ("stride 2", ((3, 2, 1),), 3),
    ("a pooling of 2", ((2, 2, 0),), 1),
    ("2 layers at stride 2", ((3, 2, 0), (3, 2, 0)), 0),
    ("padding behind a stride", ((3, 2, 1), (5, 1, 0)), 1),
    ("more padding than the kernel needs", ((3, 2, 2), (3, 2, 2)), 0),
    ("an unpadded pooling after padding", ((3, 1, 1), (2, 2, 0), (3, 1, 1)), 4),
    ("AlexNet's first five", ((11, 4, 0), (3, 2, 0), (5, 1, 2), (3, 2, 0)), 5),
    ("VGG's poolings", ((2, 2, 0), (2, 2, 0), (2, 2, 0)), 2),
):
    field_centre.case(_label, _layers, _unit)

field_centre.mistake(
    "Padding is ignored: it moves every unit to the left, by padding steps.",
    lambda layers, unit: _centre(layers, unit, padded=0.0),
)
field_centre.mistake(
    "Padding counts half: it stands on both sides, and the left one alone moves the "
    "first unit, by all of it.",
    lambda layers, unit: _centre(layers, unit, padded=0.5),
)
field_centre.mistake(
    "A kernel of 3 taps has its middle one step after its first tap, not one and a "
    "half: (kernel_size - 1) / 2.",
    lambda layers, unit: _centre(layers, unit, half=0.0),
)
field_centre.mistake(
    "A layer's own stride counts too early: its taps are a step of its inputs apart.",
    lambda layers, unit: _centre(layers, unit, early=True),
)
field_centre.mistake(
    "The steps are ignored on the way: what a layer shifts is multiplied by the step "
    "of its inputs.",
    lambda layers, unit: _centre(layers, unit, strided=False),
)
field_centre.mistake(
    "Neighbouring units are the product of all strides apart, not one pixel.",
    lambda layers, unit: _centre(layers, unit, moved=False),
)
field_centre.mistake(
    "You count pixels from 1, or their left edges from 0: here the centre of the first "
    "pixel is 0.",
    lambda layers, unit: _centre(layers, unit) + 0.5,
)
field_centre.mistake(
    "You round: between two pixels the middle is a half.",
    lambda layers, unit: float(int(_centre(layers, unit) // 1)),
)
