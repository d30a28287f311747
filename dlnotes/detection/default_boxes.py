"""SSD's default boxes: small ones on a fine map, large ones on a coarse map."""

from collections.abc import Sequence

import numpy as np

from dlnotes._arguments import Array, IntPair, as_bool, as_pair
from dlnotes.detection._boxes import as_positive, as_sequence


def default_boxes(
    image_size: IntPair,
    *,
    map_sizes: Sequence[IntPair],
    scales: Sequence[float],
    aspect_ratios: Sequence[Sequence[float]],
    steps: Sequence[float] | None = None,
    clip: bool = True,
) -> Array:
    r"""Lay boxes around the middle of every cell of several maps.

    .. math:: (w, h) \in \bigl\{ (s_k, s_k),\; (s'_k, s'_k),\;
              (s_k \sqrt r, s_k / \sqrt r),\; (s_k / \sqrt r, s_k \sqrt r) \bigr\},
              \qquad s'_k = \sqrt{s_k s_{k+1}}

    for each ratio :math:`r` of map :math:`k`, in units of the image.

    Parameters
    ----------
    image_size : int or (int, int)
        Height and width of the image in pixels.
    map_sizes : sequence of int or (int, int), keyword-only
        Rows and columns of each of M maps.
    scales : sequence of float, keyword-only
        s, one for each map and one more: the side of a square box, of the image's.
    aspect_ratios : sequence of sequences of float, keyword-only
        r for each map; each also counts turned by a right angle. May be empty.
    steps : sequence of float, optional, keyword-only
        Pixels from one cell to the next, for each map; else the cells tile the image.
    clip : bool, optional, keyword-only
        Whether no box is larger than the image.

    Returns
    -------
    Array
        (Σ H·W·(2 + 2R), 4): x1, y1, x2, y2 in pixels, float64. Map by map, cell by cell
        row by row; at each in the order of the formula.

    Raises
    ------
    TypeError
        If an argument is of a wrong type.
    ValueError
        If a number is not positive, or the lengths do not fit.

    Notes
    -----
    SSD300 has 8,732. Boxes may reach beyond the image. torch: ``DefaultBoxGenerator``
    of ``torchvision.models.detection.anchor_utils``. Source: Liu et al. 2016 (arXiv
    1512.02325), section 2.2.

    Examples
    --------
    >>> how = {"scales": (0.5, 0.72), "aspect_ratios": [()]}
    >>> default_boxes(20, map_sizes=[1], **how)
    array([[ 5.,  5., 15., 15.],
           [ 4.,  4., 16., 16.]])
    """
    height, width = as_pair("image_size", image_size, minimum=1)
    maps = [
        as_pair("map_sizes", size, minimum=1)
        for size in as_sequence("map_sizes", map_sizes, of="sizes")
    ]
    if not maps:
        raise ValueError(f"map_sizes is {map_sizes!r}, expected at least one size")
    sides = as_positive("scales", scales, count=len(maps) + 1)
    ratios = [
        as_positive("aspect_ratios", own) if as_sequence("aspect_ratios", own) else ()
        for own in as_sequence("aspect_ratios", aspect_ratios, of="sequences")
    ]
    if len(ratios) != len(maps):
        raise ValueError(
            f"aspect_ratios is {aspect_ratios!r}, expected {len(maps)} sequences: "
            "one a map"
        )
    if steps is not None:
        steps = as_positive("steps", steps, count=len(maps))
    most = 1.0 if as_bool("clip", clip) else np.inf
    parts = []
    for k, (rows, columns) in enumerate(maps):
        shapes = _shapes(sides[k], sides[k + 1], ratios[k])
        sizes = np.minimum(shapes, most) * (width, height)  # (B, 2)
        down, right = (
            (height / rows, width / columns) if steps is None else (steps[k],) * 2
        )
        y, x = np.indices((rows, columns)).reshape(2, -1) + 0.5  # (H*W,)
        middle = np.stack([x * right, y * down], axis=1)[:, None]  # (H*W, 1, 2)
        corners = np.concatenate([middle - sizes / 2, middle + sizes / 2], axis=2)
        parts.append(corners.reshape(-1, 4))  # (H*W*B, 4)
    return np.concatenate(parts)


def _shapes(s: float, next_s: float, ratios: Sequence[float]) -> Array:
    """Return width and height of the boxes of a cell, (2 + 2R, 2)."""
    between = np.sqrt(s * next_s)
    shapes = [(s, s), (between, between)]
    for root in np.sqrt(ratios):
        shapes += [(s * root, s / root), (s / root, s * root)]
    return np.array(shapes)
