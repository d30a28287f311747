import numpy as np
import pytest

from dlnotes import detection
from dlnotes.detection import decode_boxes, encode_boxes
from tests.detection.oracles import decodes, drawn


@pytest.mark.parametrize("classes", [0, 1, 3])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("options", [{}, {"weights": (10, 10, 5, 5)}, {"clip": 0.5}])
def test_moves_and_scales(classes, dtype, options):
    decodes(detection, classes, dtype=dtype, **options)


def test_is_the_inverse_of_encoding():
    goal, start = (drawn(20, seed=s, least=1) for s in (1, 2))
    deltas = encode_boxes(goal, start, weights=(10, 10, 5, 5))
    assert np.allclose(decode_boxes(deltas, start, weights=(10, 10, 5, 5)), goal)


def test_nothing_predicted_changes_nothing():
    start = drawn(20, seed=2)
    assert np.array_equal(decode_boxes(0 * start, start), start)


@pytest.mark.parametrize(
    ("deltas", "options", "error", "message"),
    [
        (
            np.ones((1, 4)),
            {},
            ValueError,
            r"deltas has shape \(1, 4\), expected \(2, 4",
        ),
        (np.ones((2, 6)), {}, ValueError, "or a multiple of 4 columns"),
        (np.ones((2, 4), np.float32), {}, TypeError, "expected one dtype"),
        (np.ones((2, 4)), {"clip": "4"}, TypeError, "clip is '4', expected a number"),
        (np.ones((2, 4)), {"weights": (1,)}, ValueError, "weights is"),
    ],
)
def test_wrong_input_is_named(deltas, options, error, message):
    with pytest.raises(error, match=message):
        decode_boxes(deltas, np.ones((2, 4)), **options)
