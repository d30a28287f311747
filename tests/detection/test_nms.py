import numpy as np
import pytest

from dlnotes import detection
from dlnotes.detection import batched_nms, nms, nms_naive, soft_nms
from tests.detection.suppression import (
    COUNTS,
    MANY,
    NMS,
    drops_what_begins_earlier,
    keeps_what_greedy_keeps,
    keeps_what_the_naive_keeps,
    keeps_what_torchvision_kept,
    scored,
)


@pytest.mark.parametrize("case", NMS, ids=str)
@pytest.mark.parametrize(
    "variant", [{}, {"dtype": np.float32}, {"tied": True}], ids=str
)
@pytest.mark.parametrize("name", ["nms", "nms_naive"])
def test_keeps_what_greedy_keeps(case, variant, name):
    keeps_what_greedy_keeps(detection, case, name, **variant)


@pytest.mark.parametrize("case", MANY, ids=str)
def test_the_fast_one_is_the_naive_one_on_many(case):
    keeps_what_the_naive_keeps(detection, case)


def test_a_wide_box_is_dropped_though_it_begins_much_earlier():
    drops_what_begins_earlier(detection)


@pytest.mark.parametrize("n", COUNTS)
@pytest.mark.parametrize("spread", [10, 10_000])
@pytest.mark.parametrize("tied", [False, True])
def test_where_a_block_ends(n, spread, tied):
    keeps_what_the_naive_keeps(detection, (n, spread, 0.5), dtype=float, tied=tied)


@pytest.mark.parametrize("n", COUNTS)
def test_of_boxes_without_area_all_are_kept(n):
    boxes, scores = np.ones((n, 4)), np.zeros(n)
    assert np.array_equal(nms(boxes, scores, 0), np.arange(n))


def test_boxes_far_apart_warn_of_nothing():
    row = np.array([[0, 0, 1e20, 1], [0, 1e20, 1e20, 1e20]], np.float32)
    with np.errstate(all="raise"):
        assert nms(row, np.ones(2, np.float32), 0.5).tolist() == [0, 1]


def test_twice_is_once():
    boxes, scores = scored(150, seed=3)
    kept = nms(boxes, scores, 0.4)
    again = nms(boxes[kept], scores[kept], 0.4)
    assert np.array_equal(again, np.arange(len(kept)))


def test_an_overlap_of_just_the_threshold_stays():
    boxes = np.array([[0.0, 0, 4, 3], [1, 0, 5, 3]])  # IoU 9 / 15
    scores = np.array([0.9, 0.8])
    assert nms(boxes, scores, 0.6).tolist() == [0, 1]
    assert nms(boxes, scores, 0.59).tolist() == [0]


def test_float32_overlaps_are_compared_with_the_threshold_as_it_is():
    keeps_what_torchvision_kept(detection)


def test_equal_scores_keep_their_order():
    boxes = np.array([[0.0, 0, 1, 1]] * 3)
    assert nms(boxes, np.ones(3), 0.5).tolist() == [0]
    assert nms(boxes + 2 * np.arange(3)[:, None], np.ones(3), 0.5).tolist() == [0, 1, 2]


def test_infinite_scores_have_a_place():
    boxes = np.array([[0.0, 0, 1, 1], [2, 2, 3, 3], [4, 4, 5, 5]])
    assert nms(boxes, np.array([0, np.inf, -np.inf]), 0.5).tolist() == [1, 0, 2]
    assert nms(boxes, np.array([-np.inf, np.inf, np.inf]), 0.5).tolist() == [1, 2, 0]


BOXES = np.array([[0.0, 0, 1, 1], [0, 0, 2, 2]])


def suppress(boxes, scores, threshold):
    return soft_nms(boxes, scores, iou_threshold=threshold)


def by_class(boxes, scores, threshold):
    return batched_nms(boxes, scores, np.zeros(2, int), threshold)


@pytest.mark.parametrize("function", [nms, nms_naive, by_class, suppress])
@pytest.mark.parametrize(
    ("boxes", "scores", "threshold", "error", "message"),
    [
        (BOXES.tolist(), np.ones(2), 0.5, TypeError, "boxes is a list"),
        (
            BOXES[::-1, ::-1],
            np.ones(2),
            0.5,
            ValueError,
            r"boxes\[0\] is \[2.0, 2.0, 0",
        ),
        (BOXES * np.nan, np.ones(2), 0.5, ValueError, "boxes holds NaN or infinity"),
        (BOXES, np.ones(3), 0.5, ValueError, r"scores has shape \(3,\), expected \(2"),
        (BOXES, np.ones(2, np.float32), 0.5, TypeError, "scores is float32; expected"),
        (BOXES, np.array([1, np.nan]), 0.5, ValueError, "scores holds NaN"),
        (BOXES, np.ones(2), 1.5, ValueError, "iou_threshold is 1.5, expected"),
        (BOXES, np.ones(2), -0.1, ValueError, "iou_threshold is -0.1, expected"),
        (BOXES, np.ones(2), "0.5", TypeError, "iou_threshold is '0.5', expected"),
    ],
)
def test_wrong_input_is_named(function, boxes, scores, threshold, error, message):
    with pytest.raises(error, match=message):
        function(boxes, scores, threshold)
