import numpy as np
import pytest

from dlnotes import detection
from dlnotes.detection import yolo_boxes
from tests.detection.one_stage import reads_cells


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("num_boxes", [1, 2])
def test_cell_by_cell(dtype, num_boxes):
    reads_cells(detection, dtype=dtype, num_boxes=num_boxes)


def test_strided_arrays_are_welcome():
    answer = np.random.default_rng(0).random((2, 2, 18))
    how = {"image_size": 8, "num_classes": 4}
    found, copy = (
        yolo_boxes(a, **how) for a in (answer[..., ::2], answer[..., ::2].copy())
    )
    for key, value in found.items():
        np.testing.assert_array_equal(value, copy[key])


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"answer": [[[1.0]]]}, TypeError, "answer is a list"),
        ({"answer": np.ones((2, 3, 30))}, ValueError, r"answer has shape \(2, 3, 30\)"),
        ({"answer": np.ones((2, 2, 29))}, ValueError, r"expected \(S, S, 5 B \+ 20\)"),
        ({"answer": np.ones((2, 2, 20))}, ValueError, r"expected \(S, S, 5 B \+ 20\)"),
        ({"answer": np.ones((2, 30))}, ValueError, "answer has 2 dimensions"),
        ({"answer": np.full((2, 2, 30), np.nan)}, ValueError, "answer holds NaN"),
        ({"image_size": 1.5}, TypeError, r"image_size is 1\.5, expected an integer"),
        ({"num_classes": 0}, ValueError, "num_classes is 0, expected at least 1"),
        ({"score_threshold": "0"}, TypeError, "score_threshold is '0'"),
    ],
    ids=str,
)
def test_wrong_input_is_named(change, error, message):
    with pytest.raises(error, match=message):
        yolo_boxes(**{"answer": np.ones((2, 2, 30)), "image_size": 8} | change)
