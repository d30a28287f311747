import numpy as np
import pytest

from dlnotes import detection
from dlnotes.detection import encode_boxes
from tests.detection.oracles import encodes


@pytest.mark.parametrize("n", [0, 1, 9])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("weights", [(1, 1, 1, 1), (10, 10, 5, 5)])
def test_targets_are_the_paper_s(n, dtype, weights):
    encodes(detection, n, dtype=dtype, weights=weights)


ONE = np.array([[0.0, 0, 2, 2]])


@pytest.mark.parametrize(
    ("reference", "proposals", "weights", "error", "message"),
    [
        (ONE, ONE[:0], (1,) * 4, ValueError, r"reference has shape \(1, 4\), expected"),
        (
            ONE * [1, 1, 1, 0],
            ONE,
            (1,) * 4,
            ValueError,
            r"reference\[0\] is .* y1 < y2",
        ),
        (ONE, 0 * ONE, (1,) * 4, ValueError, r"proposals\[0\] is .* x1 < x2"),
        (ONE, ONE.astype(np.float32), (1,) * 4, TypeError, "expected one dtype"),
        (ONE, ONE, (1, 1), ValueError, r"weights is \(1, 1\), expected 4 numbers"),
        (ONE, ONE, 1, TypeError, "weights is 1, expected a tuple or list"),
        (ONE, ONE, (1, 1, 0, 1), ValueError, "expected positive numbers"),
    ],
)
def test_wrong_input_is_named(reference, proposals, weights, error, message):
    with pytest.raises(error, match=message):
        encode_boxes(reference, proposals, weights=weights)
