"""How a detector of one stage writes a picture's things as answers, and reads them."""

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from dlnotes._arguments import Array
from dlnotes.detection._boxes import check_finite_boxes, check_labels
from dlnotes.detection.batched_nms import batched_nms
from dlnotes.detection.clip_boxes_to_image import clip_boxes_to_image
from dlnotes.detection.decode_boxes import decode_boxes
from dlnotes.detection.encode_boxes import encode_boxes
from dlnotes.detection.match_boxes import match_boxes

Things: TypeAlias = Mapping[str, npt.NDArray[Any]]

WEIGHTS = (10, 10, 5, 5)  # what SSD's program calls variances, 0.1 and 0.2


def written(name: str, target: Things, boxes: Array, num_classes: int) -> Array:
    """Return each box's class, 0 for background, and its four numbers, (A, 5)."""
    truth, labels = target["boxes"], target["labels"]
    check_finite_boxes(f'{name}["boxes"]', truth, proper=True)
    check_labels(labels, len(truth), num_classes)
    truth = truth.astype(boxes.dtype)
    answer = np.zeros((len(boxes), 5), boxes.dtype)
    whose = match_boxes(truth, boxes)
    (own,) = (whose >= 0).nonzero()
    answer[own, 0] = labels[whose[own]]
    answer[own, 1:] = encode_boxes(truth[whose[own]], boxes[own], weights=WEIGHTS)
    return answer


def read(
    chances: Array, offsets: Array, boxes: Array, size: int, least: float, t: float
) -> dict[str, npt.NDArray[Any]]:
    """Return the things that (A, C) and (A, 4) mean, by falling score.

    Within a picture of that size those of more than the `least` chance that no better
    one of the class overlaps by more than t.
    """
    found = decode_boxes(offsets, boxes, weights=WEIGHTS)
    found = clip_boxes_to_image(found, (size, size))
    rows, classes = (chances > least).nonzero()
    scores, labels = chances[rows, classes], classes + 1
    kept = batched_nms(found[rows], scores, labels, t)
    return {"boxes": found[rows[kept]], "scores": scores[kept], "labels": labels[kept]}
