"""The definitions, a pair of boxes at a time, in Python's floats.

`ops` is `dlnotes.detection` or a broken copy of it: the real one passes, mutants must
not.
"""

import math

import numpy as np

from tests.oracles import Unchanged, assert_agrees


def drawn(n, *, seed, dtype=np.float64, strided=False, least=0):
    """Draw boxes on a half-pixel grid: some touch, some are equal, some are empty."""
    rng = np.random.default_rng(seed)
    corner = rng.integers(0, 24, (n, 2)) / 2
    boxes = np.hstack([corner, corner + rng.integers(least, 14, (n, 2)) / 2])
    if strided:
        wide = np.zeros((2 * n, 8), dtype)
        wide[::2, ::2] = boxes
        return wide[::2, ::2]
    return boxes.astype(dtype)


def area(box):
    return (box[2] - box[0]) * (box[3] - box[1])


def shared(a, b):
    """The intersection, side by side."""
    sides = (min(a[k + 2], b[k + 2]) - max(a[k], b[k]) for k in (0, 1))
    return math.prod(max(0.0, side) for side in sides)


def iou(a, b):
    union = area(a) + area(b) - shared(a, b)
    return shared(a, b) / union if union else math.nan


def around(a, b):
    """The smallest box around both."""
    return [*map(min, a[:2], b[:2]), *map(max, a[2:], b[2:])]


def giou(a, b):
    whole = area(around(a, b))
    union = area(a) + area(b) - shared(a, b)
    return iou(a, b) - (whole - union) / whole if whole else math.nan


def diou(a, b, eps=1e-7):
    c = around(a, b)
    apart = sum(((a[k] + a[k + 2]) / 2 - (b[k] + b[k + 2]) / 2) ** 2 for k in (0, 1))
    return iou(a, b) - apart / ((c[2] - c[0]) ** 2 + (c[3] - c[1]) ** 2 + eps)


def ciou(a, b, eps=1e-7):
    if any(box[0] == box[2] and box[1] == box[3] for box in (a, b)):
        return math.nan
    angles = [math.atan2(box[2] - box[0], box[3] - box[1]) for box in (a, b)]
    v = 4 / math.pi**2 * (angles[0] - angles[1]) ** 2
    return diou(a, b, eps) - v * v / (1 - iou(a, b) + v + eps)


PAIRS = {
    "box_iou": iou,
    "generalized_box_iou": giou,
    "distance_box_iou": diou,
    "complete_box_iou": ciou,
}
SIZES = [(30, 20), (1, 1), (0, 3), (3, 0), (0, 0)]


def agrees_with_its_definition(ops, name, sizes, *, dtype=np.float64, **kind):
    """All pairs are as the formula says; no argument is changed."""
    n, m = sizes
    boxes = [drawn(k, seed=k, dtype=dtype, **kind) for k in (n, m)]
    rows = [[PAIRS[name](a, b) for b in boxes[1].tolist()] for a in boxes[0].tolist()]
    expected = np.array(rows, dtype).reshape(n, m)
    with Unchanged(*boxes), np.errstate(all="raise", under="ignore"):
        assert_agrees(getattr(ops, name)(*boxes), expected)


def counts_pixels(ops):
    """On whole pixels IoU is a ratio of counts."""
    boxes = np.floor(drawn(20, seed=5))
    painted = np.zeros((20, 25, 25), bool)
    for mask, (x1, y1, x2, y2) in zip(painted, boxes.astype(int), strict=True):
        mask[y1:y2, x1:x2] = True
    flat = painted.reshape(20, -1).astype(float)
    both = flat @ flat.T
    either = flat.sum(1)[:, None] + flat.sum(1) - both
    with np.errstate(invalid="ignore"):
        assert_agrees(ops.box_iou(boxes, boxes), both / either)


def encodes(ops, n, *, dtype=np.float64, weights=(1, 1, 1, 1)):
    """Each target is the paper's, times its weight."""
    reference, proposals = (drawn(n, seed=s, dtype=dtype, least=1) for s in (3, 4))
    expected = []
    for g, p in zip(reference.tolist(), proposals.tolist(), strict=True):
        middles = [(g[k] + g[k + 2] - p[k] - p[k + 2]) / 2 for k in (0, 1)]
        sides = [(g[k + 2] - g[k], p[k + 2] - p[k]) for k in (0, 1)]
        row = [m / own for m, (_, own) in zip(middles, sides, strict=True)]
        row += [math.log(goal / own) for goal, own in sides]
        expected.append([w * t for w, t in zip(weights, row, strict=True)])
    with Unchanged(reference, proposals):
        actual = ops.encode_boxes(reference, proposals, weights=weights)
    assert_agrees(actual, np.array(expected, dtype).reshape(n, 4))


def decodes(ops, classes, *, dtype=np.float64, weights=(1, 1, 1, 1), **clip):
    """Each box is the proposal, moved and scaled."""
    proposals = drawn(9, seed=6, dtype=dtype)
    deltas = np.random.default_rng(7).normal(0, 3, (9, 4 * classes)).astype(dtype)
    most = clip.get("clip", math.log(62.5))
    expected = np.empty_like(deltas)
    for n, k in np.ndindex(9, classes):
        d = [t / w for t, w in zip(deltas[n, 4 * k :], weights, strict=False)]
        p = proposals[n].tolist()
        for axis in (0, 1):
            own = p[axis + 2] - p[axis]
            middle = (p[axis] + p[axis + 2]) / 2 + float(d[axis]) * own
            half = own * math.exp(min(float(d[axis + 2]), most)) / 2
            expected[n, 4 * k + axis] = middle - half
            expected[n, 4 * k + axis + 2] = middle + half
    with Unchanged(deltas, proposals):
        actual = ops.decode_boxes(deltas, proposals, weights=weights, **clip)
    assert_agrees(actual, expected)


def lays_anchors(ops):
    """Anchors, place by place, ratio by ratio, size by size."""
    sizes, ratios = (20, 33), (0.5, 1, 3)
    expected = []
    for i in range(3):
        for j in range(2):
            for r in ratios:
                for s in sizes:
                    w = round(s / math.sqrt(r) / 2)
                    h = round(s * math.sqrt(r) / 2)
                    x, y = 8 * j, 16 * i
                    expected.append([x - w, y - h, x + w, y + h])
    actual = ops.anchor_boxes((3, 2), stride=(16, 8), sizes=sizes, aspect_ratios=ratios)
    assert_agrees(actual, np.array(expected, float))


def lays_default_boxes(ops, *, steps=None, clip=True):
    """SSD's boxes, map by map, cell by cell."""
    maps, scales = [(3, 2), (1, 1)], (0.3, 0.6, 1.2)
    ratios, height, width = [(2,), (2, 3)], 60, 100
    expected = []
    for k, (rows, columns) in enumerate(maps):
        s, between = scales[k], math.sqrt(scales[k] * scales[k + 1])
        shapes = [(s, s), (between, between)]
        for r in map(math.sqrt, ratios[k]):
            shapes += [(s * r, s / r), (s / r, s * r)]
        down, right = (steps[k],) * 2 if steps else (height / rows, width / columns)
        for i in range(rows):
            for j in range(columns):
                for w, h in shapes:
                    a, b = (min(v, 1) if clip else v for v in (w, h))
                    x, y = (j + 0.5) * right, (i + 0.5) * down
                    a, b = a * width / 2, b * height / 2
                    expected.append([x - a, y - b, x + a, y + b])
    actual = ops.default_boxes(
        (height, width),
        map_sizes=maps,
        scales=scales,
        aspect_ratios=ratios,
        steps=steps,
        clip=clip,
    )
    assert_agrees(actual, np.array(expected))


def converts(ops, dtype=np.float64):
    """Every format says the same box."""
    formats = {
        "xyxy": [[1, 2, 5, 4], [0, 0, 0, 3]],
        "xywh": [[1, 2, 4, 2], [0, 0, 0, 3]],
        "cxcywh": [[3, 3, 4, 2], [0, 1.5, 0, 3]],
    }
    for one, rows in formats.items():
        for other, expected in formats.items():
            boxes = np.array(rows, dtype)
            with Unchanged(boxes):
                actual = ops.box_convert(boxes, one, other)
            assert_agrees(actual, np.array(expected, dtype))
            assert not np.shares_memory(actual, boxes)
    three = np.array(formats["xywh"], dtype).reshape(2, 1, 4)
    assert ops.box_convert(three, "xywh", "xyxy").shape == (2, 1, 4)


def clips(ops):
    """An image of 8 rows and 10 columns."""
    boxes = np.array([[-2.0, -1, 15, 9], [1, 2, 3, 4], [11, 3, 12, 20]])
    with Unchanged(boxes):
        actual = ops.clip_boxes_to_image(boxes, (8, 10))
    assert actual.tolist() == [[0, 0, 10, 8], [1, 2, 3, 4], [10, 3, 10, 8]]


def measures(ops):
    """An area is width times height."""
    boxes = drawn(9, seed=1)
    assert_agrees(ops.box_area(boxes), np.array([area(b) for b in boxes.tolist()]))
