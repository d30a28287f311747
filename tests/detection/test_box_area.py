import numpy as np
import pytest

from dlnotes import detection
from dlnotes.detection import box_area
from tests.detection.oracles import measures


def test_is_width_times_height():
    measures(detection)


def test_keeps_the_dtype_also_of_none():
    area = box_area(np.ones((0, 4), np.float32))
    assert (area.shape, area.dtype) == ((0,), np.float32)


def test_a_box_the_other_way_round_is_named():
    with pytest.raises(ValueError, match=r"boxes\[0\] is \[2.0, 0.0, 1.0, 1.0\]"):
        box_area(np.array([[2.0, 0, 1, 1]]))
