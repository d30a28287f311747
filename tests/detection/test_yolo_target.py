import numpy as np
import pytest

from dlnotes import detection
from dlnotes.data import shapes_detection
from dlnotes.detection import yolo_boxes, yolo_target
from tests.detection.one_stage import writes_cells


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("cells", [1, 2, 4])
@pytest.mark.parametrize("num_boxes", [1, 2])
def test_cell_by_cell(dtype, cells, num_boxes):
    writes_cells(detection, dtype=dtype, cells=cells, num_boxes=num_boxes)


BOX, LABEL = np.array([[0.0, 0, 4, 2]]), np.array([2])


def test_the_paper_s_1470_numbers():
    assert yolo_target(BOX, LABEL, image_size=448).size == 1470


def test_the_border_belongs_to_the_last_cell():
    target = yolo_target(BOX + 6, LABEL, image_size=8, cells=2)
    assert target[1, 1].any()


def test_nothing_is_written_where_nothing_is():
    assert not yolo_target(BOX[:0], LABEL[:0], image_size=8).any()


def test_boxes_read_what_is_written():
    """What has a cell of its own comes back."""
    how = {"image_size": 64, "num_classes": 4}
    _, targets = shapes_detection(20, rng=np.random.default_rng(0))
    for truth in targets:
        written = yolo_target(truth["boxes"], truth["labels"], num_boxes=1, **how)
        found = yolo_boxes(written, **how)
        middles = (truth["boxes"][:, :2] + truth["boxes"][:, 2:]) / 2
        cells = (middles * 7 / 64).astype(int).tolist()
        own = [k for k, cell in enumerate(cells) if cell not in cells[:k]]
        order = np.lexsort(found["boxes"].T), np.lexsort(truth["boxes"][own].T)
        for key in ("boxes", "labels"):
            ours, true = found[key][order[0]], truth[key][own][order[1]]
            np.testing.assert_allclose(ours, true, atol=1e-4)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"boxes": 0 * BOX}, ValueError, r"boxes\[0\] is .*, expected x1 < x2"),
        ({"boxes": BOX - 9}, ValueError, "boxes has a middle outside the picture of 8"),
        ({"boxes": BOX.astype(int)}, TypeError, "boxes is int64"),
        ({"labels": LABEL[:0]}, ValueError, r"labels has shape \(0,\)"),
        ({"labels": LABEL * 11}, ValueError, r"labels is \[22\], expected 1 to 20"),
        ({"labels": LABEL * 0}, ValueError, r"labels is \[0\], expected 1 to 20"),
        ({"labels": [2]}, TypeError, "labels is list"),
        ({"image_size": 0}, ValueError, "image_size is 0, expected at least 1"),
        ({"cells": 0}, ValueError, "cells is 0, expected at least 1"),
        ({"num_classes": 0}, ValueError, "num_classes is 0, expected at least 1"),
        ({"num_boxes": 0.5}, TypeError, r"num_boxes is 0\.5, expected an integer"),
    ],
    ids=str,
)
def test_wrong_input_is_named(change, error, message):
    with pytest.raises(error, match=message):
        yolo_target(**{"boxes": BOX, "labels": LABEL, "image_size": 8} | change)
