"""How much boxes overlap, for matching detections to the truth."""

import numpy as np
import numpy.typing as npt

from dlnotes._arguments import Array, check_array
from dlnotes.detection._boxes import check_boxes


def check_finite_boxes(name: str, boxes: Array) -> None:
    """Require (K, 4) finite boxes x1, y1, x2, y2, with no side below zero."""
    check_boxes(name, boxes)
    finite = np.isfinite(boxes).all(axis=1)
    if not finite.all():
        row = int(finite.argmin())
        raise ValueError(
            f"{name}[{row}] is {boxes[row].tolist()}, expected finite numbers"
        )


def check_scores(name: str, scores: Array, count: int) -> None:
    """Require (count,) finite scores."""
    check_array(name, scores, ndim=(1,))
    if len(scores) != count:
        raise ValueError(f"{name} has shape {scores.shape}, expected ({count},)")
    if not np.isfinite(scores).all():
        first = int(np.isfinite(scores).argmin())
        raise ValueError(f"{name}[{first}] is {scores[first]}, expected a finite score")


def overlap(
    boxes: Array, truth: Array, crowd: npt.NDArray[np.bool_] | None = None
) -> npt.NDArray[np.float64]:
    """Return the intersection over union of each box with each true one, (D, G).

    A crowd is a region of many objects: there the union is the box alone, so a box
    that lies inside overlaps it wholly. Boxes that only touch overlap by 0. The sums
    are pycocotools', bit by bit, so that both decide a close call alike.
    """
    corner, size = corners_and_sizes(boxes)  # (D, 2) each
    true_corner, true_size = corners_and_sizes(truth)  # (G, 2) each
    low = np.maximum(corner[:, None], true_corner)  # (D, G, 2)
    high = np.minimum((corner + size)[:, None], true_corner + true_size)  # (D, G, 2)
    shared = np.clip(high - low, 0, None).prod(2)  # (D, G)
    area = size.prod(1)[:, None]
    union = area + true_size.prod(1) - shared  # (D, G)
    if crowd is not None:
        union = np.where(crowd, area, union)
    share = np.zeros(shared.shape)
    np.divide(shared, union, out=share, where=shared > 0)
    return share


def corners_and_sizes(
    boxes: Array,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the upper left corners and the widths and heights, in float64."""
    wide = boxes.astype(np.float64)
    return wide[:, :2], wide[:, 2:] - wide[:, :2]
