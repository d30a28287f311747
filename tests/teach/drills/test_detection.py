from math import log

import numpy as np

from tests.teach.drills.oracles import answers


def painted(n):
    """Return two boxes as pixels on a sheet, and the sheet around both."""
    sheets = np.zeros((2, 40, 40), bool)
    for sheet, (left, top, right, bottom) in zip(
        sheets, np.reshape(n[:8], (2, 4)).astype(int), strict=True
    ):
        sheet[top:bottom, left:right] = True
    right, bottom = max(n[2], n[6]), max(n[3], n[7])
    return sheets, right * bottom, right**2 + bottom**2


def iou(n):
    (first, second), _, _ = painted(n)
    return np.sum(first & second) / np.sum(first | second)


def generalized(n, _):
    (first, second), around, _ = painted(n)
    return iou(n) - (around - np.sum(first | second)) / around


def distance(n, _):
    boxes = np.reshape(n, (2, 2, 2)).mean(axis=1)
    return iou(n) - np.sum((boxes[0] - boxes[1]) ** 2) / painted(n)[2]


def corner(n, text):
    centre = dict(zip("xywh", n, strict=True))
    name, end = text[-3:-1]
    extent = centre["w" if name == "x" else "h"]
    return centre[name] + (extent if end == "2" else -extent) / 2


def coded(n, text):
    shift, width, grown, _ = n
    return log(grown / width) if "logarithm" in text else shift / width


def kept(n, _):
    places, threshold, left = n[2:7], n[7], []
    for place in places:
        if all(
            max(10 - place + other, 0) / (10 + place - other) <= threshold
            for other in left
        ):
            left.append(place)
    return len(left)


def hits(text):
    told = text.partition(" boxes are ")[2].partition(";")[0]
    return [word == "right" for word in told.split(", ")]


def at_a_rank(n, text):
    _, objects, rank = n
    found = sum(hits(text)[: int(rank)])
    return found / (rank if "precision" in text else objects)


def area(n, text):
    """Add up, recall by recall, what stands under the envelope."""
    found = np.cumsum(hits(text))
    precision = found / np.arange(1, len(found) + 1)
    return (
        sum(precision[found >= number].max() for number in range(1, found[-1] + 1))
        / n[1]
    )


ORACLES = {
    "overlap": lambda n, _: iou(n),
    "overlap_of_a_box_inside": lambda n, _: n[0] * n[1] / n[2] ** 2,
    "generalized_overlap": generalized,
    "distance_overlap": distance,
    "corner_of_a_box": corner,
    "coded_box": coded,
    "boxes_kept": kept,
    "softened_score": lambda n, _: n[4] * (1 - (8 - n[2]) / (8 + n[2])),
    "precision_at_a_rank": at_a_rank,
    "area_under_precision": area,
    "anchors_on_a_map": lambda n, _: np.prod(n),
}


def test_another_way_to_each_answer():
    answers("detection", ORACLES)
