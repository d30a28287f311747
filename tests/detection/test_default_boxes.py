import numpy as np
import pytest

from dlnotes import detection
from dlnotes.detection import default_boxes
from tests.detection.oracles import lays_default_boxes

SSD300 = {
    "map_sizes": (38, 19, 10, 5, 3, 1),
    "scales": (0.07, 0.15, 0.33, 0.51, 0.69, 0.87, 1.05),
    "aspect_ratios": [(2,), (2, 3), (2, 3), (2, 3), (2,), (2,)],
}


@pytest.mark.parametrize("steps", [None, (20, 60), (1.5, 7)])
@pytest.mark.parametrize("clip", [True, False])
def test_cell_by_cell(steps, clip):
    lays_default_boxes(detection, steps=steps, clip=clip)


def test_ssd300_has_its_8732():
    steps = (8, 16, 32, 64, 100, 300)
    boxes = default_boxes(300, **SSD300, steps=steps)
    assert boxes.shape == (8732, 4)
    # DefaultBoxGenerator's first two
    assert boxes[0].round(4).tolist() == [-6.5, -6.5, 14.5, 14.5]
    assert round(boxes[1, 2], 4) == 19.3704


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"scales": (0.1, 0.2)}, ValueError, "scales is .*, expected 7 numbers"),
        ({"aspect_ratios": [(2,)]}, ValueError, "expected 6 sequences: one a map"),
        ({"aspect_ratios": [(0,)] * 6}, ValueError, "expected positive numbers"),
        ({"steps": (8,)}, ValueError, "steps is .*, expected 6 numbers"),
        ({"clip": 1}, TypeError, "clip is 1, expected True or False"),
        ({"steps": 8}, TypeError, "steps is 8, expected a tuple or list of numbers"),
        (
            {"map_sizes": 4},
            TypeError,
            "map_sizes is 4, expected a tuple or list of",
        ),
        ({"map_sizes": None}, TypeError, "map_sizes is None, expected a tuple"),
        ({"map_sizes": []}, ValueError, r"map_sizes is \[\], expected at least one"),
        ({"aspect_ratios": None}, TypeError, "aspect_ratios is None, expected a tuple"),
        ({"aspect_ratios": 1}, TypeError, "aspect_ratios is 1, expected a tuple"),
        ({"aspect_ratios": [None] * 6}, TypeError, "aspect_ratios is None, expected"),
        ({"aspect_ratios": np.ones((6, 2))}, TypeError, r"aspect_ratios is array\("),
        ({"map_sizes": (38, 0)}, ValueError, "map_sizes is 0, expected at least 1"),
    ],
)
def test_wrong_input_is_named(options, error, message):
    with pytest.raises(error, match=message):
        default_boxes(300, **SSD300 | options)
