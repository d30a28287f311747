"""The exercise on RoI pooling."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes.detection import roi_pool as reference
from dlnotes.teach.check._grader import exercise

Numbers = NDArray[Any]


def _pooled(
    x: Numbers,
    box: Numbers,
    bins: int,
    *,
    first: Any = lambda v: np.floor(v + 0.5),
    last: int = 1,
    ceil: bool = True,
    pool: Any = np.max,
) -> Numbers:
    """Pool one box in loops, each step as told."""
    x1, y1, x2, y2 = np.asarray(first(box)).astype(int)
    y = np.zeros((len(x), bins, bins), x.dtype)
    for i in range(bins):
        for j in range(bins):
            rows = _part(y1, max(y2 - y1 + last, 1), i, bins, ceil)
            columns = _part(x1, max(x2 - x1 + last, 1), j, bins, ceil)
            tile = x[:, rows, columns]
            if tile.size:
                y[:, i, j] = pool(tile, axis=(1, 2))
    return y


def _part(first: int, size: int, i: int, bins: int, ceil: bool) -> slice:
    stop = -(-(i + 1) * size // bins) if ceil else (i + 1) * size // bins
    return slice(first + i * size // bins, first + stop)


@exercise()
def roi_pool(x: Numbers, box: Numbers, bins: int) -> Numbers:
    """Return (C, bins, bins): the largest of each bin of one box of a map (C, H, W).

    The box is x1, y1, x2, y2 in places of the map and lies inside it. Round its four
    numbers, a half up; the last place belongs to it. Of its size s, bin i goes from
    floor(i s / bins) to, but not including, ceil((i + 1) s / bins). Keep x's dtype.
    """
    region = np.concatenate([np.zeros(1, x.dtype), box])[None]
    y: Numbers = reference(x[None], region, bins)[0]
    return y


RAMP = 10.0 * np.arange(6)[:, None] + np.arange(6)[None]


def rough(channels: int, side: int, dtype: Any = np.float64) -> Numbers:
    """Return a map of whole numbers, some below 0."""
    rng = np.random.default_rng(side)
    return rng.integers(-9, 30, (channels, side, side)).astype(dtype)


for _label, _x, _box, _bins in (
    ("the chapter's box", RAMP[None], (1.25, 1.25, 4.25, 3.25), 2),
    ("one bin", RAMP[None], (1, 2, 3, 4), 1),
    ("whole numbers", rough(1, 6), (0, 1, 3, 4), 2),
    ("up and down", rough(1, 7), (0.6, 1.4, 4.7, 5.2), 2),
    ("halves", rough(2, 8), (0.5, 2.5, 4.5, 6.5), 2),
    ("wide", rough(1, 9), (0, 2, 7, 4), 2),
    ("high", rough(1, 10), (2.2, 1.1, 4.3, 8.6), 3),
    ("more bins than places", rough(2, 5), (1, 1, 2, 3), 3),
    ("a point", rough(1, 4), (2.2, 1.2, 2.2, 1.2), 2),
    ("below 0", -np.abs(rough(2, 6)), (1, 0, 4, 4), 2),
    ("many channels", rough(5, 12), (1.7, 2.6, 10.2, 9.3), 4),
    ("float32", rough(3, 11, np.float32), (0.2, 3.7, 8.9, 9.6), 3),
):
    roi_pool.case(_label, _x, np.array(_box, _x.dtype), _bins)

roi_pool.mistake(
    "The numbers are cut off: round them, so that 4.7 becomes 5.",
    lambda x, box, bins: _pooled(x, box, bins, first=np.floor),
)
roi_pool.mistake(
    "A half is rounded to the even number (so does np.round): here it goes up.",
    lambda x, box, bins: _pooled(x, box, bins, first=np.round),
)
roi_pool.mistake(
    "The last place is missing: the size is x2 - x1 + 1 here.",
    lambda x, box, bins: _pooled(x, box, bins, last=0),
)
roi_pool.mistake(
    "Your bins end too early: the end is rounded up, so bins may share a place.",
    lambda x, box, bins: _pooled(x, box, bins, ceil=False),
)
roi_pool.mistake(
    "You take the mean: asked for is the largest.",
    lambda x, box, bins: _pooled(x, box, bins, pool=np.mean),
)
roi_pool.mistake(
    "x and y are exchanged: x1 and x2 count columns, the map's last axis.",
    lambda x, box, bins: _pooled(x, box[[1, 0, 3, 2]], bins),
)
roi_pool.mistake(
    "Your bins start from 0, as if the largest were never negative: begin with what "
    "the bin holds.",
    lambda x, box, bins: np.maximum(_pooled(x, box, bins), 0),
)
