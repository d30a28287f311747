"""Time our non-maximum suppression against the greedy loop as one would write it.

One thread, float32, boxes of 20 to 200 pixels a side in a square image. "plain" keeps
the best box and compares it with all that are left, in NumPy. Kept boxes are compared
first: they must be the same. Seconds are the processor's for this process alone, so
that others' turns do not count.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from dlnotes.detection import nms
from dlnotes.detection._boxes import rounded_down
from tools.timing import interleaved_medians, keep_heap

CONFIG = {
    "boxes": [1_000, 10_000],
    "side": [100, 300, 1_000, 4_000],
    "threshold": [0.3, 0.5, 0.7],
}


def run(*, boxes: int, side: int, threshold: float) -> dict[str, Any]:
    """Time one crowd of boxes, by us and by the plain loop."""
    keep_heap()
    rng = np.random.default_rng(0)
    corner = rng.uniform(0, side, (boxes, 2))
    size = rng.uniform(20, 200, (boxes, 2))
    crowd = np.hstack([corner, corner + size]).astype(np.float32)
    scores = rng.permutation(boxes).astype(np.float32)
    contenders: dict[str, Callable[[], Any]] = {
        "dlnotes": partial(nms, crowd, scores, threshold),
        "plain": partial(plain, crowd, scores, threshold),
    }
    kept = contenders["dlnotes"]()
    if not np.array_equal(kept, contenders["plain"]()):
        raise ValueError("dlnotes and plain keep different boxes")
    seconds = interleaved_medians(
        contenders, repeats=31, seconds=4, clock=time.process_time
    )
    return {
        "kept": len(kept),
        "ms": {name: round(1e3 * t, 3) for name, t in seconds.items()},
        "ratio": round(seconds["dlnotes"] / seconds["plain"], 3),
    }


def plain(boxes: np.ndarray, scores: np.ndarray, threshold: float) -> list[int]:
    """Keep the best, drop its like, go on with the rest."""
    x1, y1, x2, y2 = boxes.T
    area = (x2 - x1) * (y2 - y1)
    threshold = rounded_down(threshold, boxes.dtype)
    left, kept = scores.argsort()[::-1], []
    while left.size:
        best, left = left[0], left[1:]
        kept.append(int(best))
        width = np.minimum(x2[best], x2[left]) - np.maximum(x1[best], x1[left])
        height = np.minimum(y2[best], y2[left]) - np.maximum(y1[best], y1[left])
        shared = np.maximum(width, 0) * np.maximum(height, 0)
        left = left[shared / (area[best] + area[left] - shared) <= threshold]
    return kept


def summarize(runs: list[dict[str, Any]]) -> dict[str, float]:
    """Give our time over the plain loop's."""
    return {
        f"{run['boxes']} boxes, side {run['side']}, t = {run['threshold']}": run[
            "result"
        ]["ratio"]
        for run in runs
    }
