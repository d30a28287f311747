"""The oracles of matching and evaluation: real ones pass, mutants must not.

`ops` is `dlnotes.detection` or a broken copy of it.
"""

from contextlib import redirect_stdout
from fractions import Fraction
from io import StringIO

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from tests.oracles import Unchanged

NAMES = "AP AP50 AP75 APs APm APl AR1 AR10 AR100 ARs ARm ARl".split()


def pycocotools(predictions, targets):
    """Return the twelve numbers of the official program."""
    with redirect_stdout(StringIO()):
        run = COCOeval(_coco(targets), _coco(predictions), "bbox")
        run.params.imgIds = list(range(len(targets)))
        run.evaluate()
        run.accumulate()
        run.summarize()
    return dict(zip(NAMES, map(float, run.stats), strict=True))


def _coco(images):
    """Make the program's data set of one dict an image."""
    rows = []
    for number, image in enumerate(images):
        for k, box in enumerate(image["boxes"].astype(float)):
            width, height = box[2:] - box[:2]
            row = {
                "id": len(rows) + 1,  # the program takes 0 for "no match"
                "image_id": number,
                "category_id": int(image["labels"][k]),
                "bbox": [*box[:2], width, height],
                "area": float(image.get("area", {k: width * height})[k]),
                "iscrowd": int(image.get("iscrowd", {k: 0})[k]),
            }
            if "scores" in image:
                row["score"] = float(image["scores"][k])
            rows.append(row)
    data = COCO()
    data.dataset = {
        "images": [{"id": i} for i in range(len(images))],
        "annotations": rows,
        "categories": [{"id": k} for k in range(LABELS)],
    }
    data.createIndex()
    return data


LABELS = 24


def scenes(
    seed,
    *,
    images=12,
    classes=3,
    objects=6,
    spread=4.0,
    dtype=np.float64,
    grid=0,
    crowds=0.2,
    areas=True,
    crowded=False,
):
    """Draw targets, and detections around them: some off, doubled, missing, invented.

    Scores have one digit, so many are equal; on a grid of so many pixels, many
    overlaps are.
    """
    rng = np.random.default_rng(seed)
    predictions, targets = [], []
    for _ in range(images):
        count = rng.integers(0, objects)
        corner = rng.uniform(0, 150 if crowded else 400, (count, 2))
        size = rng.choice([20, 60, 150], (count, 1)) * rng.uniform(0.5, 1.5, (count, 2))
        boxes = np.hstack([corner, corner + size])
        labels = rng.integers(1, classes + 1, count)
        twice = np.repeat(np.arange(count), rng.integers(0, 4, count))
        found = np.vstack(
            [
                boxes[twice] + rng.normal(0, spread, (len(twice), 4)),
                rng.uniform(0, 300, (3, 4)) + np.array([0, 0, 300, 300]),
            ]
        )
        if grid:
            boxes, found = (np.round(b / grid) * grid for b in (boxes, found))
        found[:, 2:] = np.maximum(found[:, :2], found[:, 2:])
        others = rng.integers(1, classes + 2, 3)  # one class is never there
        order = rng.permutation(len(found))
        predictions.append(
            {
                "boxes": found[order].astype(dtype),
                "scores": rng.uniform(size=len(found)).round(1).astype(dtype),
                "labels": np.append(labels[twice], others)[order],
            }
        )
        targets.append({"boxes": boxes.astype(dtype), "labels": labels})
        if crowds:
            targets[-1]["iscrowd"] = (rng.uniform(size=count) < crowds).astype(int)
        if areas:
            share = rng.uniform(0.3, 1, count)
            targets[-1]["area"] = (size.prod(1) * share).astype(dtype)
    return predictions, targets


SCENES = [
    {"seed": 0},
    {"seed": 1, "spread": 12.0},
    {"seed": 2, "crowds": 0, "areas": False},
    {"seed": 3, "grid": 1, "crowded": True, "crowds": 0.4, "spread": 8.0},
    {"seed": 3, "grid": 40, "crowded": True, "objects": 30, "classes": 1},
    {"seed": 4, "crowds": 1.0},
    {"seed": 5, "dtype": np.float32},
    {"seed": 6, "images": 40, "objects": 3, "classes": 6},
    {"seed": 7, "images": 1, "objects": 60, "classes": 1, "crowded": True},
    {"seed": 8, "objects": 1},
    {"seed": 9, "images": 2, "objects": 150, "classes": 1, "spread": 3.0},
]


def agrees_with_pycocotools(ops, case):
    """All twelve numbers are the official program's, and no array is changed."""
    predictions, targets = scenes(**case)
    arrays = [a for image in predictions + targets for a in image.values()]
    with Unchanged(*arrays):
        result = ops.evaluate_coco(predictions, targets)
    expected = pycocotools(predictions, targets)
    assert list(result) == NAMES
    assert all(type(value) is float for value in result.values())
    for name in NAMES:
        assert abs(result[name] - expected[name]) <= 1e-9, name


def by_definition(hits, count, interpolation):
    """Average precision in fractions; hits by falling score."""
    points = []
    for k in range(1, len(hits) + 1):
        right = sum(map(int, hits[:k]))
        points.append((Fraction(right, count), Fraction(right, k)))

    def best(recall):
        return max((p for r, p in points if r >= recall), default=Fraction(0))

    if interpolation == "all":
        steps = [Fraction(i, count) for i in range(1, count + 1)]
    else:
        parts = int(interpolation) - 1
        steps = [Fraction(i, parts) for i in range(parts + 1)]
    return float(sum(map(best, steps)) / len(steps))


# with these counts no recall meets one of pycocotools' rounded ones
RANKINGS = [(0, 1), (1, 1), (5, 3), (12, 7), (30, 11), (60, 64), (40, 10)]


def agrees_with_its_definition(ops, case, *, interpolation="all", dtype=np.float64):
    """The number is that of the fractions, whatever the order of the detections."""
    detections, count = case
    rng = np.random.default_rng(detections)
    hits = np.zeros(detections, bool)
    hits[rng.permutation(detections)[: min(detections, count) * 2 // 3]] = True
    scores = -np.sort(-rng.normal(size=detections)).astype(dtype)
    order = rng.permutation(detections)
    value = ops.average_precision(
        scores[order], hits[order], count, interpolation=interpolation
    )
    assert type(value) is float
    assert abs(value - by_definition(hits, count, interpolation)) <= 1e-12


def greedy(boxes, scores, truth, threshold):
    """Match by the definition, in fractions of integer coordinates."""
    right, free = [False] * len(boxes), list(range(len(truth)))
    for d in sorted(range(len(boxes)), key=lambda d: -scores[d]):
        shares = [(_iou(boxes[d], truth[g]), g) for g in free]
        share, g = max(shares, default=(0, None))
        if share >= threshold:
            right[d] = True
            free.remove(g)
    return right


def _iou(a, b):
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return Fraction(0)
    areas = sum((c[2] - c[0]) * (c[3] - c[1]) for c in (a, b))
    return Fraction(width * height, areas - width * height)


MATCHES = [(0, 3), (4, 0), (1, 1), (8, 4), (30, 12), (60, 20)]


def agrees_with_greedy(ops, case, *, dtype=np.float64, iou_threshold=0.5):
    """The ticks are those of the definition; the boxes lie on a coarse grid."""
    detections, objects = case
    rng = np.random.default_rng(detections)
    corner = rng.integers(0, 8, (detections + objects, 2))
    boxes = np.hstack([corner, corner + rng.integers(1, 6, corner.shape)])
    scores = rng.integers(0, 5, detections)
    given = [a.astype(dtype) for a in (boxes[objects:], scores, boxes[:objects])]
    with Unchanged(*given):
        ticks = ops.match_detections(*given, iou_threshold=iou_threshold)
    lists = boxes[objects:].tolist(), scores.tolist(), boxes[:objects].tolist()
    expected = greedy(*lists, Fraction(iou_threshold))
    assert ticks.dtype == bool
    assert ticks.tolist() == expected
