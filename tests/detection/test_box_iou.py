import numpy as np
import pytest

from dlnotes import detection
from dlnotes.detection import (
    box_iou,
    complete_box_iou,
    distance_box_iou,
    generalized_box_iou,
)
from tests.detection.oracles import (
    SIZES,
    agrees_with_its_definition,
    counts_pixels,
    drawn,
)

OTHERS = generalized_box_iou, distance_box_iou, complete_box_iou


@pytest.mark.parametrize("sizes", SIZES, ids=str)
@pytest.mark.parametrize(
    "variant", [{}, {"dtype": np.float32}, {"strided": True}], ids=str
)
def test_is_as_defined(sizes, variant):
    agrees_with_its_definition(detection, "box_iou", sizes, **variant)


def test_counts_pixels():
    counts_pixels(detection)


def test_by_hand():
    # 4x4 boxes, shifted by (2, 1): they share 2x3 of 16 + 16 - 6
    a, b = np.array([[1.0, 1, 5, 5]]), np.array([[3.0, 2, 7, 6]])
    assert box_iou(a, b).item() == 6 / 26


def test_does_not_depend_on_the_scale():
    a, b = (drawn(9, seed=s, least=1) for s in (1, 2))
    for scale in (1e-30, 1e30):
        assert np.allclose(box_iou(scale * a, scale * b), box_iou(a, b), rtol=1e-12)


def test_boxes_that_touch_share_nothing_and_points_are_nan():
    touching = np.array([[0.0, 0, 1, 1], [1, 0, 2, 1], [1, 1, 1, 1]])
    iou = box_iou(touching, touching)
    assert iou[0, 1] == iou[0, 2] == 0
    assert np.isnan(iou[2, 2])


@pytest.mark.parametrize("function", [box_iou, *OTHERS])
@pytest.mark.parametrize(
    ("boxes", "error", "message"),
    [
        ([[0, 0, 1, 1]], TypeError, "boxes2 is a list, expected a NumPy array"),
        (np.ones((2, 4), int), TypeError, "boxes2 is int64, expected float32"),
        (np.ones((2, 5)), ValueError, r"boxes2 has shape \(2, 5\), expected \(N, 4\)"),
        (np.ones(4), ValueError, "boxes2 has 1 dimensions"),
        (
            np.array([[0.0, 0, 1, 1], [3, 0, 1, 1]]),
            ValueError,
            r"boxes2\[1\] is \[3.0, 0.0, 1.0, 1.0\], expected x1 <= x2 and y1 <= y2",
        ),
        (np.ones((2, 4), np.float32), TypeError, "boxes1 is float64, boxes2 is float3"),
    ],
)
def test_wrong_input_is_named(function, boxes, error, message):
    with pytest.raises(error, match=message):
        function(np.ones((1, 4)), boxes)


def test_nan_stays():
    one = np.array([[0.0, 0, 1, 1]])
    assert np.isnan(box_iou(one, np.array([[0.0, 0, np.nan, 1]]))).all()
