"""Drills on detection: overlaps, suppression, box coding, average precision."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from dlnotes._arguments import Array
from dlnotes.detection import (
    anchor_boxes,
    average_precision,
    box_convert,
    box_iou,
    distance_box_iou,
    encode_boxes,
    generalized_box_iou,
    nms,
    precision_recall,
    soft_nms,
)
from dlnotes.teach._bank import Drill
from dlnotes.teach.drills._ask import ask, between, choose, listed


def overlap(rng: Generator) -> Drill:
    """Ask for the IoU of two boxes."""
    side, right, down = between(rng, 4, 9), between(rng, 1, 3), between(rng, 0, 3)
    first, second = (0, 0, side, side), (right, down, side + right, side + down)
    shared = rf"{side - right}\cdot{side - down}"
    return ask(
        "boxes_and_iou",
        f"What is the IoU of the boxes {first} and {second}?",
        box_iou(_box(*first), _box(*second)).item(),
        rf"They share ${shared} = {(side - right) * (side - down)}$, and cover "
        rf"$2\cdot{side}^2$ less that.",
    )


def overlap_of_a_box_inside(rng: Generator) -> Drill:
    """Ask for the IoU of a box that lies in another."""
    side = between(rng, 4, 12)
    width, height = between(rng, 1, side - 1), between(rng, 1, side - 1)
    outer, inner = _box(0, 0, side, side), _box(0, 0, width, height)
    return ask(
        "boxes_and_iou",
        f"A box of {width}×{height} lies inside a truth of {side}×{side}. What is the "
        "IoU?",
        box_iou(outer, inner).item(),
        rf"${width}\cdot{height}/{side}^2$: all of it is shared.",
    )


def generalized_overlap(rng: Generator) -> Drill:
    """Ask for the GIoU of boxes that do not touch."""
    side, gap = between(rng, 2, 6), between(rng, 1, 6)
    first, second = (0, 0, side, side), (side + gap, 0, 2 * side + gap, side)
    return ask(
        "boxes_and_iou",
        f"What is the GIoU of the boxes {first} and {second}?",
        generalized_box_iou(_box(*first), _box(*second)).item(),
        rf"$0 - {gap}/{2 * side + gap}$: they share nothing, and this share of the box "
        "around both is empty.",
    )


def distance_overlap(rng: Generator) -> Drill:
    """Ask what DIoU subtracts."""
    inner = 2 * between(rng, 1, 4)
    outer = inner + 2 * between(rng, 1, 4)
    shift = (outer - inner) // 2
    first, second = (0, 0, outer, outer), (0, 0, inner, inner)
    return ask(
        "boxes_and_iou",
        f"What is the DIoU of the boxes {first} and {second}?",
        distance_box_iou(_box(*first), _box(*second), eps=0).item(),
        rf"${inner}^2/{outer}^2 - 2\cdot{shift}^2/(2\cdot{outer}^2)$: the IoU, less "
        "the squared distance of the centres over that of the corners around both.",
    )


def corner_of_a_box(rng: Generator) -> Drill:
    """Ask for a corner of a box given by its centre."""
    x, y = between(rng, 20, 90), between(rng, 20, 90)
    width, height = 2 * between(rng, 2, 15), 2 * between(rng, 2, 15)
    name, place = choose(rng, ("x1", 0), ("y1", 1), ("x2", 2), ("y2", 3))
    centre, extent = (x, width) if name[0] == "x" else (y, height)
    corners = box_convert(_box(x, y, width, height), "cxcywh", "xyxy")
    return ask(
        "boxes_and_iou",
        f"A box is given as (cx, cy, w, h) = {(x, y, width, height)}. What is its "
        f"{name}?",
        corners[0, place],
        f"${centre} {'-' if place < 2 else '+'} {extent}/2$.",
        unit="pixels",
    )


def coded_box(rng: Generator) -> Drill:
    """Ask what a detector has to predict."""
    width, shift = choose(rng, 16, 32, 64), between(rng, 1, 8)
    grown = width * choose(rng, 2, 4)
    truth = box_convert(_box(50 + shift, 50, grown, width), "cxcywh", "xyxy")
    proposal = box_convert(_box(50, 50, width, width), "cxcywh", "xyxy")
    code = encode_boxes(truth, proposal)[0]
    told = f"The truth is centred {shift} pixels to the right of a proposal of width"
    name, place, working = choose(
        rng,
        (
            "offset of the centre in x",
            0,
            f"${shift}/{width}$, in widths of the proposal.",
        ),
        ("logarithm of the width", 2, rf"$\ln({grown}/{width})$."),
    )
    return ask(
        "boxes_and_iou",
        f"{told} {width}, and is {grown} wide. With weights 1, what is the {name} that "
        "is to be predicted?",
        code[place],
        working,
    )


def boxes_kept(rng: Generator) -> Drill:
    """Ask what suppression keeps."""
    width, threshold = 10, choose(rng, 0.3, 0.5, 0.6)
    lefts = np.cumsum([0] + [choose(rng, 1, 2, 4, 6, 9) for _ in range(4)])
    boxes = np.array([[left, 0, left + width, 10] for left in lefts], float)
    kept = nms(boxes, np.linspace(0.9, 0.5, 5), threshold)
    told = listed(lefts)
    return ask(
        "nms",
        f"Five boxes of {width}×10 stand in a row, with x1 = {told}; the scores fall "
        f"from left to right. How many does suppression above an IoU of {threshold} "
        "keep?",
        len(kept),
        rf"Shifted by $d$ the IoU is $(10-d)/(10+d)$. Kept are x1 = "
        f"{', '.join(str(lefts[each]) for each in kept)}.",
        unit="boxes",
    )


def softened_score(rng: Generator) -> Drill:
    """Ask what soft suppression leaves of a score."""
    shift, score = between(rng, 1, 4), choose(rng, 0.8, 0.7, 0.6)
    boxes = np.concatenate([_box(0, 0, 8, 8), _box(shift, 0, 8 + shift, 8)])
    _, scores = soft_nms(boxes, np.array([0.9, score]), method="linear")
    return ask(
        "nms",
        f"Two boxes of 8×8, one moved by {shift}, have the scores 0.9 and {score}. "
        "What is the second score behind linear soft suppression?",
        scores.min(),
        rf"${score}\,(1 - {8 - shift}/{8 + shift})$.",
    )


def precision_at_a_rank(rng: Generator) -> Drill:
    """Ask for precision or recall at a rank."""
    hits, objects = _ranking(rng)
    rank = between(rng, 3, len(hits))
    precision, recall = precision_recall(_falling(hits), np.array(hits), objects)
    found = sum(hits[:rank])
    name, values, below = choose(
        rng, ("precision", precision, rank), ("recall", recall, objects)
    )
    return ask(
        "average_precision",
        f"By falling score, {len(hits)} boxes are {_told(hits)}; there are {objects} "
        f"objects. What is the {name} at rank {rank}?",
        values[rank - 1],
        f"${found}/{below}$.",
    )


def area_under_precision(rng: Generator) -> Drill:
    """Ask for an average precision."""
    hits, objects = _ranking(rng)
    at_hits = [
        (sum(hits[:rank]), rank) for rank, hit in enumerate(hits, start=1) if hit
    ]
    best = [
        max(at_hits[place:], key=lambda pair: pair[0] / pair[1])
        for place in range(len(at_hits))
    ]
    terms = " + ".join(f"{found}/{rank}" for found, rank in best)
    return ask(
        "average_precision",
        f"By falling score, {len(hits)} boxes are {_told(hits)}; there are {objects} "
        "objects. What is the average precision, the area under the best precision at "
        "each recall or a higher one?",
        average_precision(_falling(hits), np.array(hits), objects),
        rf"$({terms})/{objects}$: for each find the best precision from there on.",
    )


def anchors_on_a_map(rng: Generator) -> Drill:
    """Ask how many anchors a map has."""
    rows, columns = between(rng, 5, 40), between(rng, 5, 40)
    sizes, ratios = between(rng, 2, 4), between(rng, 2, 3)
    anchors = anchor_boxes(
        (rows, columns),
        stride=16,
        sizes=(32, 64, 128, 256)[:sizes],
        aspect_ratios=(1, 0.5, 2)[:ratios],
    )
    return ask(
        "boxes_and_iou",
        f"At each place of a map of {rows}×{columns} stand anchors of {sizes} sizes in "
        f"{ratios} proportions. How many anchors?",
        len(anchors),
        rf"${rows}\cdot{columns}\cdot{sizes}\cdot{ratios}$.",
        unit="anchors",
    )


def _box(*numbers: float) -> Array:
    return np.array([numbers], float)


def _ranking(rng: Generator) -> tuple[list[int], int]:
    """Return which of five boxes are right, and how many objects there are."""
    hits = [1, *(between(rng, 0, 1) for _ in range(3)), 1]
    rng.shuffle(hits)
    return hits, sum(hits) + between(rng, 0, 2)


def _falling(hits: list[int]) -> Array:
    return np.linspace(0.9, 0.1, len(hits))


def _told(hits: list[int]) -> str:
    return ", ".join("right" if hit else "wrong" for hit in hits)
