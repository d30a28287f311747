import numpy as np
import pytest

from dlnotes import detection
from dlnotes.detection import match_boxes
from tests.detection.one_stage import MATCHES, matches


@pytest.mark.parametrize("case", MATCHES, ids=str)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("threshold", [0.0, 0.3, 0.5, 1.0])
def test_pair_by_pair(case, dtype, threshold):
    matches(detection, case, dtype=dtype, threshold=threshold)


def test_strided_arrays_are_welcome():
    matches(detection, (3, 20), strided=True)


def test_a_thing_that_touches_nothing_goes_without():
    far = np.array([[50.0, 50, 60, 60]])
    assert match_boxes(far, far - 40).tolist() == [-1]


def test_two_things_do_not_share_their_best_box():
    truth = np.array([[0.0, 0, 10, 10], [0, 0, 10, 9]])
    boxes = np.array([[0.0, 0, 10, 10], [0, 0, 4, 4]])
    assert match_boxes(truth, boxes).tolist() == [0, 1]


BOX = np.array([[0.0, 0, 4, 4]])


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"truth": [[0, 0, 1, 1]]}, TypeError, "truth is a list"),
        ({"truth": BOX[:, :3]}, ValueError, r"truth has shape \(1, 3\)"),
        ({"truth": 0 * BOX}, ValueError, r"truth\[0\] is .*, expected x1 < x2"),
        ({"boxes": BOX.astype(np.float32)}, TypeError, "expected one dtype for all"),
        ({"boxes": -BOX}, ValueError, r"boxes\[0\] is .*, expected x1 < x2"),
        ({"boxes": BOX + np.inf}, ValueError, r"boxes\[0\] is"),
        ({"truth": BOX * np.array([1, 1, 1, np.inf])}, ValueError, "finite numbers"),
        ({"iou_threshold": 2}, ValueError, "iou_threshold is 2, expected .* 0 to 1"),
        ({"iou_threshold": "0"}, TypeError, "iou_threshold is '0', expected a number"),
    ],
    ids=str,
)
def test_wrong_input_is_named(change, error, message):
    with pytest.raises(error, match=message):
        match_boxes(**{"truth": BOX, "boxes": BOX} | change)
