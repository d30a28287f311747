"""Time our evaluation of detections against pycocotools, on drawn boxes.

One thread. The twelve numbers are compared first. pycocotools wants dicts of its own
kind, which are built before the clock starts; its matching is a loop in Python.
"""

from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from dlnotes.detection import evaluate_coco
from tools.timing import interleaved_medians

IMAGES = {"100 images, 5 classes": (100, 5), "500 images, 20 classes": (500, 20)}
CONFIG = {"data": list(IMAGES)}
Images = list[dict[str, np.ndarray]]


def run(*, data: str) -> dict[str, Any]:
    """Time one set of images by both."""
    predictions, targets = drawn(*IMAGES[data])
    contenders = {
        "dlnotes": lambda: [
            np.array(list(evaluate_coco(predictions, targets).values()))
        ],
        "pycocotools": by_pycocotools(predictions, targets),
    }
    (ours,), (official,) = (call() for call in contenders.values())
    if not np.allclose(ours, official, rtol=0, atol=1e-9):
        raise ValueError(f"dlnotes gives {ours}, pycocotools {official}")
    seconds = interleaved_medians(contenders, repeats=5, seconds=60)
    return {
        "detections": sum(len(image["scores"]) for image in predictions),
        "ms": {name: round(1e3 * t) for name, t in seconds.items()},
        "ratio": round(seconds["dlnotes"] / seconds["pycocotools"], 3),
    }


def drawn(images: int, classes: int) -> tuple[Images, Images]:
    """Draw 0 to 19 objects an image, each found 0 to 3 times, and 10 false boxes."""
    rng = np.random.default_rng(0)
    predictions, targets = [], []
    for _ in range(images):
        count = rng.integers(0, 20)
        corner, size = rng.uniform(0, 400, (count, 2)), rng.uniform(10, 150, (count, 2))
        boxes, labels = (
            np.hstack([corner, corner + size]),
            rng.integers(classes, size=count),
        )
        twice = np.repeat(np.arange(count), rng.integers(0, 4, count))
        near = boxes[twice] + rng.normal(0, 5, (len(twice), 4))
        false = np.tile(rng.uniform(0, 400, (10, 2)), 2) + np.array([0, 0, 50, 50])
        found = np.vstack([near, false])
        found[:, 2:] = np.maximum(found[:, :2], found[:, 2:])
        kinds = np.append(labels[twice], rng.integers(classes, size=10))
        scores = rng.uniform(size=len(found))
        predictions.append({"boxes": found, "scores": scores, "labels": kinds})
        targets.append({"boxes": boxes, "labels": labels})
    return predictions, targets


def by_pycocotools(
    predictions: Images, targets: Images
) -> Callable[[], list[np.ndarray]]:
    """Return a call that computes the twelve numbers with the official program."""
    truth, found = (prepared(images) for images in (targets, predictions))

    def call() -> list[np.ndarray]:
        with redirect_stdout(StringIO()):
            evaluation = COCOeval(truth, found, "bbox")
            evaluation.evaluate()
            evaluation.accumulate()
            evaluation.summarize()
        return [evaluation.stats]

    return call


def prepared(images: Images) -> COCO:
    """Return one dict an image as pycocotools' data set."""
    rows: list[dict[str, Any]] = []
    for number, image in enumerate(images):
        corner = image["boxes"][:, :2]
        size = image["boxes"][:, 2:] - corner
        for k, label in enumerate(image["labels"].tolist()):
            (width, height), more = size[k].tolist(), {}
            if "scores" in image:
                more["score"] = float(image["scores"][k])
            rows.append(
                {
                    "id": len(rows) + 1,
                    "image_id": number,
                    "category_id": label,
                    "bbox": [*corner[k].tolist(), width, height],
                    "area": width * height,
                    "iscrowd": 0,
                    **more,
                }
            )
    data = COCO()
    data.dataset = {
        "images": [{"id": i} for i in range(len(images))],
        "annotations": rows,
        "categories": [{"id": k} for k in sorted({r["category_id"] for r in rows})],
    }
    with redirect_stdout(StringIO()):
        data.createIndex()
    return data


def summarize(runs: list[dict[str, Any]]) -> dict[str, float]:
    """Give our time over pycocotools'."""
    return {run["data"]: run["result"]["ratio"] for run in runs}
