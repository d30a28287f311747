import numpy as np
import pytest

from dlnotes import detection
from dlnotes.detection import hard_negatives
from tests.detection.one_stage import NEGATIVES, chooses


@pytest.mark.parametrize("shape", NEGATIVES, ids=str)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("ratio", [0, 0.5, 3, 100])
@pytest.mark.parametrize("tied", [True, False])
def test_picture_by_picture(shape, dtype, ratio, tied):
    chooses(detection, shape, dtype=dtype, ratio=ratio, tied=tied)


def test_three_for_one():
    losses = np.random.default_rng(0).random((4, 50))
    positive = np.arange(50) < np.array([[0], [1], [5], [40]])
    counts = hard_negatives(losses, positive).sum(axis=1)
    assert counts.tolist() == [0, 3, 15, 10]


LOSSES, POSITIVE = np.ones(3), np.array([True, False, False])


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"losses": [1.0]}, TypeError, "losses is a list"),
        ({"positive": POSITIVE.astype(int)}, TypeError, "positive is int64, expected"),
        ({"positive": [True]}, TypeError, "positive is list, expected an array of"),
        ({"positive": POSITIVE[:2]}, ValueError, r"positive has shape \(2,\)"),
        ({"ratio": -1}, ValueError, "ratio is -1, expected a finite number, at least"),
        ({"ratio": None}, TypeError, "ratio is None, expected a number"),
        ({"losses": LOSSES * np.nan}, ValueError, "losses holds NaN"),
        (
            {"losses": np.array(1.0), "positive": np.array(True)},
            ValueError,
            "losses is a single number",
        ),
    ],
    ids=str,
)
def test_wrong_input_is_named(change, error, message):
    with pytest.raises(error, match=message):
        hard_negatives(**{"losses": LOSSES, "positive": POSITIVE} | change)
