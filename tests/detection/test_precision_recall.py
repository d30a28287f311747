import numpy as np
import pytest

from dlnotes.detection import precision_recall

HITS = np.array([True, False, True, True])
SCORES = np.array([0.9, 0.8, 0.7, 0.6])


@pytest.mark.parametrize("order", [[0, 1, 2, 3], [2, 0, 3, 1]])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_by_hand(order, dtype):
    scores = SCORES[order].astype(dtype)
    precision, recall = precision_recall(scores, HITS[order], 4)
    assert precision == pytest.approx([1, 1 / 2, 2 / 3, 3 / 4])
    assert recall.tolist() == [0.25, 0.25, 0.5, 0.75]
    assert precision.dtype == recall.dtype == np.float64


def test_equal_scores_stay_in_order():
    precision, _ = precision_recall(np.zeros(3), np.array([0, 1, 1]), 2)
    assert precision == pytest.approx([0, 1 / 2, 2 / 3])


def test_nothing_was_detected():
    precision, recall = precision_recall(np.empty(0), np.empty(0, bool), 3)
    assert precision.shape == recall.shape == (0,)


WRONG = [
    ((SCORES.tolist(), HITS, 4), TypeError, "scores is a list"),
    ((SCORES[:3], HITS, 4), ValueError, r"scores has shape \(3,\), expected \(4,\)"),
    ((SCORES * np.inf, HITS, 4), ValueError, r"scores\[0\] is inf, expected a finite"),
    ((SCORES, HITS.tolist(), 4), TypeError, "is_true_positive is list, expected an"),
    ((SCORES, HITS * 1.0, 4), TypeError, "is_true_positive is float64, expected an"),
    ((SCORES, HITS[None], 4), ValueError, r"is_true_positive has shape \(1, 4\)"),
    ((SCORES, HITS * 2, 9), ValueError, "is_true_positive reaches from 0 to 2"),
    ((SCORES, HITS, 2), ValueError, "num_ground_truth is 2, but 3 of is_true_posi"),
    ((SCORES, HITS, 4.0), TypeError, "num_ground_truth is 4.0, expected an integer"),
    ((SCORES, HITS, -1), ValueError, "num_ground_truth is -1, expected at least"),
]


@pytest.mark.parametrize(("given", "error", "message"), WRONG)
def test_wrong_input_is_named(given, error, message):
    with pytest.raises(error, match=message):
        precision_recall(*given)


def test_recall_of_nothing_is_refused():
    with pytest.raises(ValueError, match="num_ground_truth is 0, expected at least 1"):
        precision_recall(SCORES, HITS & False, 0)
