import numpy as np
import pytest

from dlnotes import detection
from dlnotes.detection import box_iou, generalized_box_iou
from tests.detection.oracles import SIZES, agrees_with_its_definition, drawn


@pytest.mark.parametrize("sizes", SIZES, ids=str)
@pytest.mark.parametrize(
    "variant", [{}, {"dtype": np.float32}, {"strided": True}], ids=str
)
def test_is_as_defined(sizes, variant):
    agrees_with_its_definition(detection, "generalized_box_iou", sizes, **variant)


def test_by_hand():
    # 2x2 boxes, one pixel apart: 0 less (10 - 8) / 10; and the pair of box_iou's test
    a, b = np.array([[0.0, 0, 2, 2]]), np.array([[3.0, 0, 5, 2]])
    assert generalized_box_iou(a, b).item() == -0.2
    a, b = np.array([[1.0, 1, 5, 5]]), np.array([[3.0, 2, 7, 6]])
    assert generalized_box_iou(a, b).item() == 6 / 26 - (30 - 26) / 30


def test_falls_as_boxes_part_where_iou_is_blind():
    a = np.array([[0.0, 0, 2, 2]])
    away = a + np.array([[k, 0, k, 0] for k in (3, 5, 9, 99)])
    values = generalized_box_iou(a, away)[0]
    assert (np.diff(values) < 0).all()
    assert values.min() > -1


def test_is_iou_less_a_share_of_at_least_nothing():
    boxes = drawn(30, seed=1, least=1)
    assert (generalized_box_iou(boxes, boxes) <= box_iou(boxes, boxes) + 1e-12).all()
