import numpy as np
import pytest

from dlnotes import detection
from dlnotes.detection import anchor_boxes, box_area
from tests.detection.oracles import lays_anchors


def test_place_by_place():
    lays_anchors(detection)


def test_faster_r_cnn_lays_nine_at_each_place():
    anchors = anchor_boxes((2, 3), stride=16)
    assert anchors.shape == (2 * 3 * 9, 4)
    # the table of AnchorGenerator(((128, 256, 512),)) for the first place
    assert anchors[0].tolist() == [-91, -45, 91, 45]
    assert anchors[3:6, 2].tolist() == [64, 128, 256]
    assert np.allclose(np.sqrt(box_area(anchors[:3])), [128, 256, 512], rtol=0.01)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"sizes": ()}, ValueError, r"sizes is \(\), expected at least one number"),
        ({"sizes": 32}, TypeError, "sizes is 32, expected a tuple or list of numbers"),
        ({"aspect_ratios": (0, 1)}, ValueError, "expected positive numbers"),
        ({"stride": 0}, ValueError, "stride is 0, expected at least 1"),
    ],
)
def test_wrong_input_is_named(options, error, message):
    with pytest.raises(error, match=message):
        anchor_boxes((2, 2), **{"stride": 8, **options})
