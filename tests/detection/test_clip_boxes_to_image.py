import numpy as np
import pytest

from dlnotes import detection
from dlnotes.detection import clip_boxes_to_image
from tests.detection.oracles import clips


def test_by_hand():
    clips(detection)


def test_keeps_dtype_and_nan():
    boxes = clip_boxes_to_image(np.array([[-1, np.nan, 3, 9]], np.float32), (5, 2))
    assert boxes.dtype == np.float32
    assert np.array_equal(boxes, [[0, np.nan, 2, 5]], equal_nan=True)


@pytest.mark.parametrize(
    ("size", "error", "message"),
    [
        (8, TypeError, r"size is 8, expected \(height, width\)"),
        ((8, 1.5), TypeError, "size is 1.5, expected an integer"),
        ((8, -1), ValueError, "size is -1, expected at least 0"),
        ((8, 9, 3), ValueError, r"size is \(8, 9, 3\)"),
    ],
)
def test_a_wrong_size_is_named(size, error, message):
    with pytest.raises(error, match=message):
        clip_boxes_to_image(np.ones((1, 4)), size)
