import numpy as np
import pytest

from dlnotes import detection
from dlnotes.detection import batched_nms, nms, nms_naive, soft_nms
from tests.detection.oracles import NMS, keeps_what_greedy_keeps, scored


@pytest.mark.parametrize("case", NMS, ids=str)
@pytest.mark.parametrize(
    "variant", [{}, {"dtype": np.float32}, {"tied": True}], ids=str
)
@pytest.mark.parametrize("name", ["nms", "nms_naive"])
def test_keeps_what_greedy_keeps(case, variant, name):
    keeps_what_greedy_keeps(detection, case, name, **variant)


@pytest.mark.parametrize("threshold", [0, 0.05, 0.5, 0.8])
@pytest.mark.parametrize("spread", [10, 1000])
def test_the_fast_one_is_the_naive_one_on_many(threshold, spread):
    rng = np.random.default_rng(spread)
    corner = rng.uniform(0, spread, (800, 2))
    size = rng.lognormal(2, 1, (800, 2))
    boxes = np.hstack([corner, corner + size]).astype(np.float32)
    scores = rng.random(800, np.float32)
    kept = nms(boxes, scores, threshold)
    assert np.array_equal(kept, nms_naive(boxes, scores, threshold))


def test_twice_is_once():
    boxes, scores = scored(150, seed=3)
    kept = nms(boxes, scores, 0.4)
    again = nms(boxes[kept], scores[kept], 0.4)
    assert np.array_equal(again, np.arange(len(kept)))


def test_an_overlap_of_just_the_threshold_stays():
    boxes = np.array([[0.0, 0, 4, 3], [1, 0, 5, 3]], np.float32)  # IoU 9 / 15
    scores = np.array([0.9, 0.8], np.float32)
    assert nms(boxes, scores, 0.6).tolist() == [0, 1]
    assert nms(boxes, scores, 0.59).tolist() == [0]


def test_equal_scores_keep_their_order():
    boxes = np.array([[0.0, 0, 1, 1]] * 3)
    assert nms(boxes, np.ones(3), 0.5).tolist() == [0]
    assert nms(boxes + 2 * np.arange(3)[:, None], np.ones(3), 0.5).tolist() == [0, 1, 2]


def test_infinite_scores_have_a_place():
    boxes = np.array([[0.0, 0, 1, 1], [2, 2, 3, 3], [4, 4, 5, 5]])
    assert nms(boxes, np.array([0, np.inf, -np.inf]), 0.5).tolist() == [1, 0, 2]


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
