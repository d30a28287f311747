"""A region of a map, cut into bins: which pixels each bin takes, and with what weight.

A bin is a part of the rows by a part of the columns. So a weight for each row and one
for each column say it all, and a pixel's weight is their product.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import prod
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dlnotes._arguments import (
    Array,
    IntPair,
    Pair,
    as_pair,
    as_real,
    check_array,
    check_same_dtype,
)
from dlnotes.detection._boxes import check_finite_boxes

Boxes: TypeAlias = Array | Sequence[Array]
"""(K, 5), the image's number before the corners, or (L, 4) for each image."""

Index: TypeAlias = NDArray[np.int64]

BLOCK = 2**17
"""How many numbers of a map are looked at in one go."""


class Regions(NamedTuple):
    """Boxes on the map: the image of each, (K,), and its corners there, (K, 4)."""

    image: Index
    corners: Array
    bins: Pair


class Cells(NamedTuple):
    """The pixels of some bins, one bin after the other, P in all."""

    bins: Index  # (B,): those that hold a pixel, of K*OH*OW
    starts: Index  # (B,): where in P each begins
    whose: Index  # (P,): the place of each pixel's bin among the B
    pixels: Index  # (P,): rows of the table of pixels
    weight: Array  # (P, 1)


def as_regions(
    x: Array, boxes: Boxes, output_size: IntPair, spatial_scale: float
) -> Regions:
    """Check what every pooling of regions is given, and scale boxes to the map."""
    check_array("x", x, ndim=(4,))
    if 0 in x.shape[1:]:
        raise ValueError(
            f"x has shape {x.shape}, expected at least one channel, row and column"
        )
    if isinstance(boxes, np.ndarray):
        image, corners = _numbered(boxes, x)
    else:
        image, corners = _listed(boxes, x)
    size = as_pair("output_size", output_size, minimum=1)
    scale = as_real("spatial_scale", spatial_scale, 0.0)
    if scale == 0:
        raise ValueError("spatial_scale is 0, expected a positive number")
    return Regions(image, corners * x.dtype.type(scale), size)


def _numbered(boxes: Array, x: Array) -> tuple[Index, Array]:
    check_array("boxes", boxes, ndim=(2,))
    check_same_dtype(boxes=boxes, x=x)
    if boxes.shape[1] != 5:
        raise ValueError(
            f"boxes has shape {boxes.shape}, expected (K, 5): the number of the "
            "image, x1, y1, x2, y2"
        )
    check_finite_boxes("boxes[:, 1:]", boxes[:, 1:])
    number = boxes[:, 0]
    good = (number >= 0) & (number < len(x)) & (number == np.trunc(number))
    if not good.all():
        row = int(good.argmin())
        raise ValueError(
            f"boxes[{row}] is of image {number[row]:g}, expected a whole number "
            f"from 0, below {len(x)}"
        )
    return number.astype(np.int64), boxes[:, 1:]


def _listed(boxes: Sequence[Array], x: Array) -> tuple[Index, Array]:
    if not isinstance(boxes, list | tuple):
        raise TypeError(
            f"boxes is {boxes!r}, expected an array (K, 5), or a list with an array "
            "(L, 4) for each image"
        )
    if len(boxes) != len(x):
        raise ValueError(
            f"boxes holds {len(boxes)} arrays, expected {len(x)}: one an image"
        )
    for n, own in enumerate(boxes):
        check_finite_boxes(f"boxes[{n}]", own)
        check_same_dtype(**{f"boxes[{n}]": own, "x": x})
    image = np.repeat(np.arange(len(x)), [len(own) for own in boxes])
    return image, np.concatenate([np.empty((0, 4), x.dtype), *boxes])


def whole_pixels(regions: Regions, x: Array, *, last: int) -> tuple[Array, Array]:
    """Round regions to whole pixels, and say which of them each bin takes: 1 for those.

    `last` is 1 if the pixel at the far corner belongs to a region, else 0; each has at
    least one pixel. Returns the weights of the rows, (K, OH, H), and of the columns,
    (K, OW, W).
    """
    corner, other = np.split(_rounded(regions.corners), 2, axis=1)  # (K, 2): x and y
    size = np.maximum(other - corner + last, 1)
    rows = _parts(corner[:, 1], size[:, 1], regions.bins[0], x.shape[2])
    columns = _parts(corner[:, 0], size[:, 0], regions.bins[1], x.shape[3])
    return rows, columns


def _rounded(values: Array) -> Array:
    """Round as C does: a half goes away from 0."""
    whole = np.trunc(values)
    up: Array = whole + np.sign(values) * (np.abs(values - whole) >= 0.5)
    return up


def _parts(first: Array, size: Array, count: int, length: int) -> Array:
    r"""Cut whole pixels into `count` parts, which may share a pixel: 1 for each taken.

    Part i goes from :math:`\lfloor i s/n\rfloor` to, but not including,
    :math:`\lceil (i+1) s/n\rceil`, counted from the first; beyond the map is nothing.
    s/n is computed in the dtype of `size`, as in torchvision, so at some sizes a part,
    mostly the last, takes one pixel more. Returns (K, count, length).
    """
    i, part = np.arange(count, dtype=size.dtype), (size / size.dtype.type(count))
    start = np.floor(i * part[:, None]) + first[:, None]  # (K, count)
    stop = np.ceil((i + 1) * part[:, None]) + first[:, None]
    pixel = np.arange(length)
    taken = (pixel >= start[..., None]) & (pixel < stop[..., None])
    return taken.astype(size.dtype)


def sampled(first: Array, size: Array, count: int, length: int, ratio: int) -> Array:
    """Cut an axis into `count` equal parts and look at points in the middle of each.

    A point between two pixels takes of both; one more than a pixel outside is lost.
    `ratio` points a part, or if that is not positive about one a pixel. Returns
    (K, count, length).
    """
    dtype = size.dtype
    part = (size / dtype.type(count))[:, None, None]  # (K, 1, 1)
    points = np.full_like(part, ratio) if ratio > 0 else np.ceil(part)
    many = np.maximum(points, 1)
    step = np.arange(int(points.max(initial=0)), dtype=dtype)
    before = np.arange(count, dtype=dtype)[:, None] * part  # (K, count, 1)
    at = first[:, None, None] + before + (step + dtype.type(0.5)) * part / many
    counts = (step < points) & (at >= -1) & (at <= length)  # (K, count, points)
    at = at.clip(0, length - 1)
    low = at.astype(np.int64)
    share = counts / many
    beyond = (at - low) * share
    weight = np.zeros((len(size), count, length), dtype)
    k, i = np.arange(len(size))[:, None, None], np.arange(count)[:, None]
    np.add.at(weight, (k, i, low), share - beyond)
    np.add.at(weight, (k, i, np.minimum(low + 1, length - 1)), beyond)
    return weight


def table(x: Array, parts: Pair = (1, 1)) -> Array:
    """Lay out a map with the channels last, in (OH, OW) `parts` of its channels.

    Returns (N*OH*OW*H*W, C / (OH*OW)).
    """
    images, channels, *size = x.shape
    own = channels // prod(parts)  # written out: an empty batch tells no width
    apart = x.reshape(images, own, *parts, *size)
    pixels: Array = np.moveaxis(apart, 1, -1).reshape(-1, own)
    return pixels


def untable(pixels: Array, x: Array, parts: Pair = (1, 1)) -> Array:
    """Put what :func:`table` laid out of x back into its shape and dtype."""
    images, _, *size = x.shape
    apart = pixels.reshape(images, *parts, *size, pixels.shape[1])
    return np.moveaxis(apart, -1, 1).reshape(x.shape).astype(x.dtype, order="C")


def weighed_sums(
    x: Array, regions: Regions, rows: Array, columns: Array, parts: Pair = (1, 1)
) -> Array:
    """Sum each bin's pixels, each by its weights, over (OH, OW) `parts` of channels.

    Returns (K, C / parts, OH, OW).
    """
    pixels = table(x, parts)
    own = pixels.shape[1]
    y = np.zeros((len(regions.image), *regions.bins, own), x.dtype)
    flat = y.reshape(-1, own)  # (K*OH*OW, own)
    for some in cells(regions, rows, columns, own, parts):
        values = pixels[some.pixels] * some.weight  # (P, own)
        flat[some.bins] = np.add.reduceat(values, some.starts)
    return np.moveaxis(y, -1, 1).copy()


def weighed_sums_backward(
    dy: Array,
    x: Array,
    regions: Regions,
    rows: Array,
    columns: Array,
    parts: Pair = (1, 1),
) -> Array:
    """Give each pixel what its bins got, by its weights: x's gradient."""
    own = dy.shape[1]
    given = rows_of(dy)  # (K*OH*OW, own)
    dpixels = np.zeros((x.size // own, own))
    for some in cells(regions, rows, columns, own, parts):
        values = given[some.bins][some.whose] * some.weight  # (P, own)
        np.add.at(dpixels, some.pixels, values)
    return untable(dpixels, x, parts)


def rows_of(dy: Array) -> Array:
    """Lay out a gradient with the channels last, (K*OH*OW, C), in float64.

    Of many boxes on one pixel, float32 would lose the sum.
    """
    given: Array = np.moveaxis(dy, 1, -1).reshape(-1, dy.shape[1]).astype(np.float64)
    return given


def cells(
    regions: Regions, rows: Array, columns: Array, own: int, parts: Pair = (1, 1)
) -> Iterator[Cells]:
    """List the pixels of all bins, so many regions at a time as fit into a block.

    `rows` and `columns` are weights, (K, OH, H) and (K, OW, W); `own` and `parts` are
    the table's width, and the parts of its channels.
    """
    high, wide = np.count_nonzero(rows, axis=2), np.count_nonzero(columns, axis=2)
    work = high.sum(axis=1) * wide.sum(axis=1) * own  # (K,)
    block = work.cumsum() // BLOCK
    ends = [0, *(np.flatnonzero(np.diff(block)) + 1).tolist(), len(work)]
    for begin, end in pairwise(ends):
        some = slice(begin, end)
        found = _cells(
            regions.image[some],
            rows[some],
            columns[some],
            high[some],
            wide[some],
            parts,
        )
        yield found._replace(bins=found.bins + begin * prod(regions.bins))


def _cells(
    image: Index, rows: Array, columns: Array, high: Index, wide: Index, parts: Pair
) -> Cells:
    """List those of some regions; `high` and `wide` count each bin's rows, columns."""
    count = (high[:, :, None] * wide[:, None, :]).ravel()  # (K*OH*OW,)
    (bins,) = count.nonzero()
    count = count[bins]
    starts = _starts(count)
    whose = np.repeat(np.arange(len(bins)), count)  # (P,)
    k, i, j = np.unravel_index(bins[whose], (*high.shape, wide.shape[1]))
    down, right = np.divmod(np.arange(len(whose)) - starts[whose], wide[k, j])
    row = rows.nonzero()[2][_starts(high)[k, i] + down]
    column = columns.nonzero()[2][_starts(wide)[k, j] + right]
    weight = rows[k, i, row] * columns[k, j, column]
    place = image[k]
    for number, length in (
        (i % parts[0], parts[0]),
        (j % parts[1], parts[1]),
        (row, rows.shape[2]),
        (column, columns.shape[2]),
    ):
        place = place * length + number
    return Cells(bins, starts, whose, place, weight[:, None])


def _starts(count: Index) -> Index:
    """Say where each begins that follows on those before it."""
    starts: Index = (count.cumsum() - count.ravel()).reshape(count.shape)
    return starts
