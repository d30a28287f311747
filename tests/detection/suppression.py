"""Suppression as it is told, a box at a time.

`ops` is `dlnotes.detection` or a broken copy of it: the real one passes, mutants must
not.
"""

import math

import numpy as np

from tests.detection.oracles import drawn, iou
from tests.oracles import Unchanged, assert_agrees


def overlap(boxes, i, j):
    """The IoU of two of them as their dtype holds it; NaN of two without area."""
    return float(boxes.dtype.type(iou(boxes[i].tolist(), boxes[j].tolist())))


def greedy(boxes, scores, threshold):
    """Suppress as it is told: the best of what is left, and away with its like."""
    left = sorted(range(len(boxes)), key=lambda i: (-scores[i], i))
    kept = []
    while left:
        best = left.pop(0)
        kept.append(best)
        left = [i for i in left if not overlap(boxes, best, i) > threshold]
    return kept


def scored(n, *, seed, dtype=np.float64, tied=False, least=0):
    """Draw boxes and scores, on request with many equal ones."""
    boxes = drawn(n, seed=seed, dtype=dtype, least=least)
    scores = np.random.default_rng(seed).random(n)
    return boxes, (np.round(scores, 1) if tied else scores).astype(dtype)


NMS = [(n, t) for n in (0, 1, 12, 150) for t in (0, 0.3, 0.5, 0.9, 1)]


def keeps_what_greedy_keeps(ops, case, name="nms", **kind):
    """So does the fast version, and the one that shows how."""
    n, threshold = case
    boxes, scores = scored(n, seed=n, **kind)
    expected = greedy(boxes, scores, threshold)
    with Unchanged(boxes, scores), np.errstate(all="raise", under="ignore"):
        kept = getattr(ops, name)(boxes, scores, threshold)
    assert kept.dtype == np.int64
    assert kept.tolist() == expected


COUNTS = [n + k for n in (8, 24, 56, 120, 248, 504, 760) for k in (-1, 0, 1)]
"""Around the ends of the fast version's first blocks."""
MANY = [
    (1_200, spread, threshold)
    for spread in (10, 100, 1_000, 10_000, (10, 10_000), (10_000, 10))
    for threshold in (0, 0.05, 0.5, 0.8)
]


def keeps_what_the_naive_keeps(ops, case, *, dtype=np.float32, tied=False):
    """On boxes of many sizes, in a crowd or far apart."""
    n, spread, threshold = case  # one spread along both axes, or two
    rng = np.random.default_rng(n)
    corner = rng.uniform(0, spread, (n, 2))
    boxes = np.hstack([corner, corner + rng.lognormal(2, 1, (n, 2))]).astype(dtype)
    scores = (rng.integers(0, 9, n) if tied else rng.random(n)).astype(dtype)
    with Unchanged(boxes, scores), np.errstate(all="raise", under="ignore"):
        kept = ops.nms(boxes, scores, threshold)
    assert np.array_equal(kept, ops.nms_naive(boxes, scores, threshold))


def drops_what_begins_earlier(ops, n=200):
    """Each wide box has a narrow one at its end, whose score is higher."""
    begin, zero = 100.0 * np.arange(n), np.zeros(n)
    wide = np.stack([begin, zero, begin + 90, zero + 1], axis=1)
    narrow = wide + np.array([60, 0, 0, 0])
    kept = ops.nms(np.vstack([narrow, wide]), -np.arange(2.0 * n), 0.3)  # IoU 1/3
    assert np.array_equal(kept, np.arange(n))


PIXELS = [
    [0, 5, 1, 7],
    [2, 3, 6, 6],
    [1, 4, 2, 6],
    [5, 2, 8, 9],
    [3, 1, 9, 8],
    [1, 4, 7, 7],
    [2, 1, 3, 7],
    [3, 3, 8, 10],
    [2, 4, 4, 6],
    [1, 3, 8, 4],
]
"""Boxes on whole pixels, the best first: their overlaps are often just a threshold."""
RECORDED = {
    (np.float32, 0.1): [0, 1, 2],
    (np.float32, 0.2): [0, 1, 2, 3],
    (np.float32, 1 / 3): [0, 1, 2, 3, 6, 9],
    (np.float32, 0.4): [0, 1, 2, 3, 5, 6, 8, 9],
    (np.float64, 0.1): [0, 1, 2, 3],
    (np.float64, 0.2): [0, 1, 2, 3, 6],
    (np.float64, 1 / 3): [0, 1, 2, 3, 6, 8, 9],
    (np.float64, 0.4): [0, 1, 2, 3, 4, 5, 6, 8, 9],
}
"""What torchvision 0.29.1 keeps of them on a CPU."""


def keeps_what_torchvision_kept(ops):
    """A float32 overlap of 3/5 is 0.60000002, which is greater than 0.6."""
    for (dtype, threshold), expected in RECORDED.items():
        boxes, scores = np.array(PIXELS, dtype), np.arange(10, 0, -1).astype(dtype)
        one = np.zeros(10, int)
        assert ops.nms(boxes, scores, threshold).tolist() == expected
        assert ops.nms_naive(boxes, scores, threshold).tolist() == expected
        assert ops.batched_nms(boxes, scores, one, threshold).tolist() == expected


def softens_just_above(ops):
    """So is it for scores that fall."""
    boxes = np.array([[0, 0, 5, 1], [0, 0, 3, 1]])
    for dtype, second in ((np.float32, 0.32), (np.float64, 0.8)):
        scores = np.array([0.9, 0.8], dtype)
        _, new = ops.soft_nms(boxes.astype(dtype), scores, iou_threshold=0.6)
        assert math.isclose(new[1], second, rel_tol=1e-6)


def keeps_classes_apart(ops, case, **kind):
    """Each class is suppressed by itself; the result is sorted as a whole."""
    n, threshold = case
    boxes, scores = scored(n, seed=n + 1, **kind)
    idxs = np.random.default_rng(n).integers(-1, 3, n)
    expected = []
    for one in (-1, 0, 1, 2):
        (own,) = (idxs == one).nonzero()
        kept = greedy(boxes[own], scores[own], threshold)
        expected += own[kept].tolist()
    expected.sort(key=lambda i: (-scores[i], i))
    kept = ops.batched_nms(boxes, scores, idxs, threshold)
    assert kept.dtype == np.int64
    assert kept.tolist() == expected


SOFT = [
    (n, how)
    for n in (0, 1, 12, 60)
    for how in (
        {},
        {"iou_threshold": 0.0, "score_threshold": 0.2},
        {"iou_threshold": 0.9},
        {"method": "gaussian"},
        {"method": "gaussian", "sigma": 0.1, "score_threshold": 0.05},
    )
]


def softens(ops, case, **kind):
    """Indices and scores are those of the definition."""
    n, how = case
    boxes, scores = scored(n, seed=n + 2, **kind)
    full = {"method": "linear", "iou_threshold": 0.3, "sigma": 0.5}
    full |= {"score_threshold": 0.001} | how
    now = dict(enumerate(scores.astype(float).tolist()))
    kept, new = [], []
    while now := {i: s for i, s in now.items() if s >= full["score_threshold"]}:
        best = max(now, key=lambda i: (now[i], -i))
        kept.append(best)
        new.append(now.pop(best))
        for i in now:
            o = overlap(boxes, best, i)
            o = 0 if math.isnan(o) else o
            if full["method"] == "gaussian":
                now[i] *= math.exp(-o * o / full["sigma"])
            elif o > full["iou_threshold"]:
                now[i] *= 1 - o
    with Unchanged(boxes, scores), np.errstate(all="raise", under="ignore"):
        actual, fallen = ops.soft_nms(boxes, scores, **how)
    assert actual.dtype == np.int64
    assert actual.tolist() == kept
    assert_agrees(fallen, np.array(new, boxes.dtype))
