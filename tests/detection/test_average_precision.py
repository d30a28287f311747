import numpy as np
import pytest

from dlnotes import detection
from dlnotes.detection import average_precision
from tests.detection.evaluation import RANKINGS, agrees_with_its_definition
from tests.detection.test_precision_recall import HITS, SCORES, WRONG


@pytest.mark.parametrize("case", RANKINGS, ids=str)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("interpolation", ["all", "11", "101"])
def test_is_its_definition(case, interpolation, dtype):
    how = {"interpolation": interpolation, "dtype": dtype}
    agrees_with_its_definition(detection, case, **how)


@pytest.mark.parametrize(
    ("interpolation", "expected"),
    [
        ("all", (1 + 2 * 0.75 + 4 / 7) / 5),
        ("11", (3 + 4 * 0.75 + 2 * 4 / 7) / 11),
        ("101", (21 + 40 * 0.75 + 20 * 4 / 7) / 101),
    ],
)
def test_by_hand(interpolation, expected):
    hits = np.array([1, 0, 1, 1, 0, 0, 1])
    scores = np.linspace(0.9, 0.3, 7)
    value = average_precision(scores, hits, 5, interpolation=interpolation)
    assert value == pytest.approx(expected)


def test_a_tenth_of_the_recall_is_reached():
    # in floats 3 * 0.1 > 3 / 10
    hits = np.ones(3, bool)
    value = average_precision(SCORES[:3], hits, 10, interpolation="11")
    assert value == pytest.approx(4 / 11)


def test_the_ten_recalls_that_pycocotools_rounds_up():
    hits = np.ones(7, bool)
    value = average_precision(np.ones(7), hits, 20, interpolation="101")
    assert value == pytest.approx(35 / 101)  # 0, 0.01, ..., 0.34


def test_ranks_alone_count():
    scores = np.exp(20 * SCORES) * 1e-30
    assert average_precision(scores, HITS, 4) == average_precision(SCORES, HITS, 4)


def test_nothing_to_find_is_undefined():
    assert average_precision(SCORES, HITS & False, 0) == -1
    assert average_precision(SCORES, HITS & False, 2) == 0


@pytest.mark.parametrize(("given", "error", "message"), WRONG)
def test_wrong_input_is_named(given, error, message):
    with pytest.raises(error, match=message):
        average_precision(*given)


@pytest.mark.parametrize(("given", "error"), [("12", ValueError), (11, TypeError)])
def test_a_wrong_interpolation_is_named(given, error):
    with pytest.raises(error, match=r"interpolation is .* expected one of 'all', '11'"):
        average_precision(SCORES, HITS, 4, interpolation=given)
