"""The exercise on the field and the step behind each layer of a stack."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dlnotes.teach.check._grader import exercise

Layers = tuple[tuple[int, int], ...]
Rows = NDArray[np.int64]


def _rows(
    layers: Layers,
    *,
    first: int = 1,
    early: bool = False,
    less: int = 1,
    strided: bool = True,
    added: bool = False,
) -> Rows:
    """Go through the layers, a row for each."""
    field, step, rows = first, 1, []
    for kernel_size, stride in layers:
        behind = step + stride - 1 if added else step * stride
        used = behind if early else step
        field += (kernel_size - less) * (used if strided else 1)
        step = behind
        rows.append((field, step))
    return np.array(rows, np.int64).reshape(-1, 2)


@exercise()
def field_forward(layers: Layers) -> Rows:
    """Return field and step behind each layer: a NumPy array of integers, (layers, 2).

    Each layer is (kernel_size, stride), the one that reads the image first. The step is
    how many pixels two neighbouring outputs of the layer stand apart.
    """
    return _rows(layers)


for _label, _layers in (
    ("1 layer", ((3, 1),)),
    ("1 layer of 5 taps", ((5, 1),)),
    ("2 plain layers", ((3, 1), (3, 1))),
    ("1 layer at stride 2", ((3, 2),)),
    ("the stride of the first counts for the second", ((3, 2), (3, 1))),
    ("the stride of the last counts for no field", ((3, 1), (3, 2))),
    ("strides 1, 2, 2", ((3, 1), (3, 2), (3, 2))),
    ("strides 2, 2, 1", ((3, 2), (3, 2), (3, 1))),
    ("strides 2, 3, 2", ((3, 2), (3, 3), (3, 2))),
    ("a 1-tap kernel at stride 2", ((3, 1), (1, 2), (3, 1))),
    ("pooling between", ((3, 1), (2, 2), (3, 1), (2, 2), (3, 1))),
    ("AlexNet's first four", ((11, 4), (3, 2), (5, 1), (3, 2))),
):
    field_forward.case(_label, _layers)

field_forward.mistake(
    "A layer's own stride counts too early: it spreads what the layers behind it read. "
    "Update the field first, then the step.",
    lambda layers: _rows(layers, early=True),
)
field_forward.mistake(
    "Begin with a field of 1: without any layer an output is one pixel.",
    lambda layers: _rows(layers, first=0),
)
field_forward.mistake(
    "A layer adds its taps less one: the first lies on the field that is there.",
    lambda layers: _rows(layers, less=0),
)
field_forward.mistake(
    "The field ignores the step: what a layer adds is multiplied by the step of its "
    "inputs.",
    lambda layers: _rows(layers, strided=False),
)
field_forward.mistake(
    "You add strides up: steps multiply from layer to layer.",
    lambda layers: _rows(layers, added=True),
)
field_forward.mistake(
    "You go through the layers from the output to the input: begin with the one that "
    "reads the image.",
    lambda layers: _rows(layers[::-1]),
)
field_forward.mistake(
    "The columns are exchanged: first the field, then the step.",
    lambda layers: _rows(layers)[:, ::-1],
)
