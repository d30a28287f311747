import numpy as np
import pytest

from dlnotes import detection
from dlnotes.detection import soft_nms
from tests.detection.suppression import SOFT, scored, softens, softens_just_above


@pytest.mark.parametrize("case", SOFT, ids=str)
@pytest.mark.parametrize("variant", [{}, {"dtype": np.float32, "least": 1}], ids=str)
def test_is_as_defined(case, variant):
    softens(detection, case, **variant)


def test_scores_fall():
    _, new = soft_nms(*scored(60, seed=1))
    assert (np.diff(new) <= 0).all()


def test_float32_overlaps_are_compared_with_the_threshold_as_it_is():
    softens_just_above(detection)


def test_a_double_of_the_best_is_gone():
    boxes = np.array([[0.0, 0, 1, 1]] * 2)
    kept, new = soft_nms(boxes, np.array([0.5, 0.9]))
    assert kept.tolist() == [1]
    assert new.tolist() == [0.9]


@pytest.mark.parametrize(
    ("scores", "options", "message"),
    [
        ([0.5, -0.1], {}, "scores holds -0.1, expected no number below 0"),
        ([0.5, 0.1], {"method": "hard"}, "method is 'hard', expected one of 'linear'"),
        ([0.5, 0.1], {"sigma": 0}, "sigma is 0, expected a positive number"),
        ([0.5, 0.1], {"score_threshold": np.nan}, "score_threshold is nan"),
    ],
)
def test_wrong_input_is_named(scores, options, message):
    with pytest.raises(ValueError, match=message):
        soft_nms(np.ones((2, 4)), np.array(scores), **options)
