import numpy as np
import pytest

from dlnotes import detection
from dlnotes.detection import batched_nms, nms
from tests.detection.suppression import NMS, keeps_classes_apart, scored


@pytest.mark.parametrize("case", NMS, ids=str)
@pytest.mark.parametrize(
    "variant", [{}, {"dtype": np.float32}, {"tied": True}], ids=str
)
def test_each_class_by_itself(case, variant):
    keeps_classes_apart(detection, case, **variant)


def test_one_class_is_nms():
    boxes, scores = scored(60, seed=1)
    idxs = np.full(60, 7, np.uint8)
    kept = batched_nms(boxes, scores, idxs, 0.3)
    assert np.array_equal(kept, nms(boxes, scores, 0.3))


@pytest.mark.parametrize(
    ("idxs", "error", "message"),
    [
        ([0, 1], TypeError, "idxs is list, expected an array of integers"),
        (np.zeros(2), TypeError, "idxs is float64, expected an array of integers"),
        (np.zeros(3, int), ValueError, r"idxs has shape \(3,\), expected \(2,\)"),
    ],
)
def test_wrong_classes_are_named(idxs, error, message):
    with pytest.raises(error, match=message):
        batched_nms(np.ones((2, 4)), np.ones(2), idxs, 0.5)
