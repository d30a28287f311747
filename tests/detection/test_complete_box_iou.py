import numpy as np
import pytest

from dlnotes import detection
from dlnotes.detection import complete_box_iou, distance_box_iou
from tests.detection.oracles import SIZES, agrees_with_its_definition


@pytest.mark.parametrize("sizes", SIZES, ids=str)
@pytest.mark.parametrize(
    "variant", [{}, {"dtype": np.float32}, {"strided": True}], ids=str
)
def test_is_as_defined(sizes, variant):
    agrees_with_its_definition(detection, "complete_box_iou", sizes, **variant)


def test_equal_proportions_cost_nothing():
    a, b = np.array([[0.0, 0, 4, 2]]), np.array([[1.0, 1, 9, 5]])
    assert complete_box_iou(a, b) == distance_box_iou(a, b)


def test_by_hand():
    # turned by a right angle: IoU 4/12, centres a square root of 2 apart, diagonal 32
    a, b = np.array([[0.0, 0, 4, 2]]), np.array([[0.0, 0, 2, 4]])
    v = 4 / np.pi**2 * (np.arctan(2) - np.arctan(0.5)) ** 2
    expected = 1 / 3 - 2 / 32 - v * v / (2 / 3 + v)
    assert np.isclose(complete_box_iou(a, b, eps=0).item(), expected, rtol=1e-14)


def test_a_wrong_eps_is_named():
    with pytest.raises(ValueError, match="eps is -1"):
        complete_box_iou(np.ones((1, 4)), np.ones((1, 4)), eps=-1)
