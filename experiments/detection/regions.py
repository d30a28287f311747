"""Move a rough box onto its shape, by what is seen in it in one of four ways.

The eyes are EfficientNet-Lite0's first five blocks, with ImageNet's weights, as they
are: 40 channels at a stride of 8. Around each shape of a picture lie six rough boxes.
Each becomes 4 x 4 places: either it is cut from the picture, scaled to 32 x 32 pixels
and sent through the net by itself, or the net sees the whole picture once and the box
is cut from its map, by the largest or the mean of bins rounded to whole places, or by
RoIAlign. From these 640 numbers ridge regression learns how to move the box. Its
strength is chosen on 40 pictures that are in neither training nor test.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ: expect an IoU within 0.001.
"""

import functools

import numpy as np
import torch
from torch import nn

from dlnotes.architectures import efficientnet_lite0, load_reference_weights
from dlnotes.data import efficientnet_lite0_weights, shapes_detection
from dlnotes.detection import (
    box_iou,
    clip_boxes_to_image,
    decode_boxes,
    encode_boxes,
    ps_roi_pool,
    roi_align,
    roi_pool,
)

SEEDS = range(5)  # pictures and rough boxes
CONFIG = {
    "way": ["crop", "largest", "mean", "align"],
    "ridge": [10.0, 100.0, 1000.0, 10000.0],
}
CHOOSE = {"parameter": "ridge", "metric": "validation"}
SIDE, STRIDE, BINS, CROP = 64, 8, 4, 32
PICTURES = {"train": 150, "validation": 40, "test": 60}
ROUGH, ERROR = 6, 0.15  # boxes a shape; standard deviation of their four errors


@functools.cache
def eyes() -> nn.Module:
    """Return the net up to its stride of 8."""
    torch.set_num_threads(1)
    net = load_reference_weights(efficientnet_lite0(), efficientnet_lite0_weights())
    return nn.Sequential(net.stem, net.blocks[:5]).eval()


def see(x: np.ndarray) -> np.ndarray:
    """Return the net's map of pictures in [0, 1]."""
    with torch.no_grad():
        return eyes()(torch.tensor(2 * x - 1)).numpy()


@functools.cache
def load(seed: int, part: str) -> tuple[np.ndarray, list[np.ndarray], np.ndarray]:
    """Return pictures, the rough boxes of each, and the true box of each rough one."""
    rng = np.random.default_rng([seed, list(PICTURES).index(part)])
    images, targets = shapes_detection(PICTURES[part], rng=rng, size=SIDE)
    truth = [np.repeat(t["boxes"], ROUGH, axis=0).astype(float) for t in targets]
    rough = [decode_boxes(rng.normal(0, ERROR, own.shape), own) for own in truth]
    inside = [clip_boxes_to_image(own, (SIDE, SIDE)) for own in rough]
    return images, [own.astype(np.float32) for own in inside], np.concatenate(truth)


def seen(images: np.ndarray, boxes: list[np.ndarray], way: str) -> np.ndarray:
    """Return what is seen in each box, (K, 40, 4, 4)."""
    if way == "crop":
        cut = roi_align(images, boxes, CROP, sampling_ratio=1, aligned=True)
        return see(cut)
    maps, how = see(images), {"spatial_scale": 1 / STRIDE}
    if way == "largest":
        return roi_pool(maps, boxes, BINS, **how)
    if way == "mean":  # a map for each bin, all alike, and an edge that is never seen
        alike = np.pad(maps.repeat(BINS**2, axis=1), [(0, 0), (0, 0), (0, 1), (0, 1)])
        return ps_roi_pool(alike, boxes, BINS, **how)
    return roi_align(maps, boxes, BINS, sampling_ratio=2, aligned=True, **how)


@functools.cache
def features(seed: int, way: str) -> dict[str, np.ndarray]:
    """Return what is seen in all boxes of each part, in units of training's spread."""
    flat = {}
    for part in PICTURES:
        images, boxes, _ = load(seed, part)
        flat[part] = seen(images, boxes, way).reshape(-1, 640).astype(float)
    mean, spread = flat["train"].mean(axis=0), flat["train"].std(axis=0) + 1e-6
    return {part: (x - mean) / spread for part, x in flat.items()}


def run(*, seed: int, way: str, ridge: float) -> dict:
    """Learn to move rough boxes, and see how well they fit."""
    x, (_, rough, truth) = features(seed, way), load(seed, "train")
    goal = encode_boxes(truth, np.concatenate(rough).astype(float))
    middle = goal.mean(axis=0)
    square = x["train"].T @ x["train"] + ridge * np.eye(640)
    weight = np.linalg.solve(square, x["train"].T @ (goal - middle))
    result = {}
    for part in ("validation", "test"):
        _, rough, truth = load(seed, part)
        boxes = np.concatenate(rough).astype(float)
        moved = decode_boxes(x[part] @ weight + middle, boxes)
        fits = np.diagonal(box_iou(moved, truth))
        result[part] = round(float(fits.mean()), 4)
    before = np.diagonal(box_iou(boxes, truth))
    return result | {
        "before": round(float(before.mean()), 4),
        "close": round(float((fits >= 0.75).mean()), 4),
    }
