import numpy as np
import pytest

from dlnotes import detection
from dlnotes.detection import box_convert
from tests.detection.oracles import converts


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_every_format_says_the_same_box(dtype):
    converts(detection, dtype)


def test_none():
    assert box_convert(np.ones((0, 4)), "xyxy", "xywh").shape == (0, 4)


@pytest.mark.parametrize(
    ("boxes", "formats", "error", "message"),
    [
        ([1, 2, 3, 4], ("xyxy", "xywh"), TypeError, "boxes is a list"),
        (np.ones((2, 3)), ("xyxy", "xywh"), ValueError, r"boxes has shape \(2, 3\)"),
        (np.ones(()), ("xyxy", "xywh"), ValueError, r"boxes has shape \(\)"),
        (np.ones(4), ("xyyx", "xywh"), ValueError, "in_fmt is 'xyyx', expected one of"),
        (np.ones(4), ("xyxy", 4), TypeError, "out_fmt is 4, expected one of 'xyxy'"),
    ],
)
def test_wrong_input_is_named(boxes, formats, error, message):
    with pytest.raises(error, match=message):
        box_convert(boxes, *formats)
