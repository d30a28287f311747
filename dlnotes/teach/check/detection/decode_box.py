"""The exercise on the way from four predicted numbers to a box."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes.teach.check._grader import exercise
from dlnotes.teach.check.detection.encode_box import START, drawn

Numbers = NDArray[Any]


def _decoded(
    deltas: Numbers, start: Numbers, clip: float, *, wrong: str = ""
) -> Numbers:
    """Decode, or make the mistake of that name."""
    most = deltas.dtype.type(clip)
    sides = start[:, 2:] - start[:, :2]
    middle = start[:, :2] + sides / 2
    moves, growth = deltas[:, :2], np.minimum(deltas[:, 2:], most)
    if wrong == "corner":
        middle = start[:, :2]
    if wrong == "no clip":
        growth = deltas[:, 2:]
    if wrong == "both clipped":
        growth = np.maximum(growth, -most)
    if wrong == "shift clipped":
        moves = np.minimum(moves, most)
    new = sides * (1 + growth if wrong == "no exp" else np.exp(growth))
    if wrong == "late clip":
        new = sides * np.minimum(np.exp(deltas[:, 2:]), most)
    scale = {"new size": new, "pixels": np.ones_like(new)}.get(wrong, sides)
    middle = middle + moves * scale
    if wrong == "format":
        return np.hstack([middle, new])
    return np.hstack([middle - new / 2, middle + new / 2])


@exercise()
def decode_box(deltas: Numbers, start: Numbers, clip: float) -> Numbers:
    """Return the predicted boxes (x1, y1, x2, y2), (N, 4).

    deltas are (d_x, d_y, d_w, d_h), (N, 4); start are the proposals (x1, y1, x2, y2).
    d_w and d_h count as at most clip; d_x and d_y are not limited. Keep the dtype.
    """
    return _decoded(deltas, start, clip)


def _deltas(n: int, seed: int, dtype: Any = np.float64) -> Numbers:
    return np.random.default_rng([n, seed]).normal(0, 1.5, (n, 4)).astype(dtype)


for _label, _d in (
    ("nothing to do", [0.0, 0, 0, 0]),
    ("only moved", [0.5, 0.25, 0, 0]),
    ("twice as wide", [0.0, 0, np.log(2), 0]),
    ("half as high", [0.0, 0, 0, -np.log(2)]),
    ("moved and grown", [0.5, -0.25, np.log(1.5), np.log(0.75)]),
    ("far too wide", [0.5, 0, 5, 0]),
    ("far away", [5.0, -5, 0, 0]),
    ("nearly gone", [0.0, 0, -5, -5]),
):
    decode_box.case(_label, np.array([_d]), START, 2.0)
decode_box.case("no box", np.ones((0, 4)), np.ones((0, 4)), 2.0)
decode_box.case("9 boxes", _deltas(9, 0), drawn(9, 1), 1.0)
decode_box.case("float32", _deltas(6, 2, np.float32), drawn(6, 3, np.float32), 1.0)

for _wrong, _sentence in {
    "no clip": "d_w and d_h are not limited: a large one makes a box without end, so "
    "take their minimum with clip.",
    "late clip": "You limit the factor: limit d_w and d_h, before the exponential.",
    "both clipped": "You limit d_w and d_h from below as well: a small size does no "
    "harm, so limit them from above alone.",
    "shift clipped": "You limit d_x and d_y as well: they are shares of the size, and "
    "have no exponential.",
    "no exp": "Sizes grow by 1 + d: they are multiplied by the exponential of d.",
    "pixels": "You add d_x and d_y as pixels: multiply them by the proposal's width "
    "and height.",
    "new size": "You move by shares of the new size: d_x and d_y count in the "
    "proposal's.",
    "corner": "You start from the proposal's first corner: it is the centre that "
    "moves.",
    "format": "This is centre and size: asked for are two corners.",
}.items():
    decode_box.mistake(_sentence, lambda *a, _w=_wrong: _decoded(*a, wrong=_w))
