import numpy as np
import pytest

from dlnotes import detection
from dlnotes.detection import match_detections
from tests.detection.evaluation import MATCHES, agrees_with_greedy


@pytest.mark.parametrize("case", MATCHES, ids=str)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("iou_threshold", [0.25, 0.5, 1.0])
def test_is_greedy(case, dtype, iou_threshold):
    agrees_with_greedy(detection, case, dtype=dtype, iou_threshold=iou_threshold)


BOX = np.array([[0.0, 0, 10, 10]])
ONE = np.array([0.5])


def test_an_object_is_found_once():
    boxes, scores = np.repeat(BOX, 3, axis=0), np.array([0.2, 0.9, 0.9])
    assert match_detections(boxes, scores, BOX).tolist() == [False, True, False]


def test_the_second_best_object_is_taken_where_the_best_is_gone():
    truth = np.array([[0.0, 0, 10, 10], [0, 2, 10, 12]])
    ticks = match_detections(np.repeat(BOX, 2, axis=0), np.array([0.9, 0.8]), truth)
    assert ticks.tolist() == [True, True]


def test_half_is_enough():
    assert match_detections(BOX, ONE, BOX / [1, 1, 1, 2]).tolist() == [True]
    assert match_detections(BOX, ONE, BOX / [1, 1, 1, 2.01]).tolist() == [False]


def test_strided_arrays_are_welcome():
    wide = np.repeat(np.repeat(BOX, 4, axis=0), 2, axis=1)
    assert match_detections(wide[::4, ::2], ONE, wide[::-4, ::2]).tolist() == [True]


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"boxes": [[0, 0, 1, 1]]}, TypeError, "boxes is a list, expected a NumPy"),
        ({"boxes": BOX.astype(int)}, TypeError, "boxes is int64, expected float32"),
        ({"boxes": BOX[0]}, ValueError, "boxes has 1 dimensions"),
        ({"boxes": BOX[:, :3]}, ValueError, r"boxes has shape \(1, 3\), expected \(N"),
        ({"boxes": -BOX}, ValueError, r"boxes\[0\] is .* expected x1 <= x2"),
        (
            {"truth": BOX + np.inf},
            ValueError,
            r"truth\[0\] is .* expected finite numbers",
        ),
        ({"truth": None}, TypeError, "truth is a NoneType"),
        ({"scores": ONE[:0]}, ValueError, r"scores has shape \(0,\), expected \(1,\)"),
        ({"scores": ONE * np.nan}, ValueError, r"scores\[0\] is nan, expected a"),
        (
            {"scores": ONE.astype("f4")},
            TypeError,
            "scores is float32, truth is",
        ),
        (
            {"truth": BOX.astype("f4")},
            TypeError,
            "truth is float32; expected one",
        ),
        ({"iou_threshold": 0}, ValueError, "iou_threshold is 0.0, expected above 0"),
        ({"iou_threshold": 1.5}, ValueError, "iou_threshold is 1.5, expected above"),
        ({"iou_threshold": "0.5"}, TypeError, "iou_threshold is '0.5', expected a num"),
    ],
)
def test_wrong_input_is_named(change, error, message):
    given = {"boxes": BOX, "scores": ONE, "truth": BOX} | change
    with pytest.raises(error, match=message):
        match_detections(**given)
