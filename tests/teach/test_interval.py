import numpy as np
import pytest
from scipy import stats

from dlnotes.teach import interval
from tests.oracles import sample


@pytest.mark.parametrize("count", [2, 5, 8, 40])
@pytest.mark.parametrize("confidence", [0.5, 0.95, 0.99])
def test_is_scipy_s(count, confidence):
    values = 3 + sample((count,), seed=count)
    mean, margin = interval(values, confidence=confidence)
    low, high = stats.t.interval(
        confidence, count - 1, loc=values.mean(), scale=stats.sem(values)
    )
    np.testing.assert_allclose([mean - margin, mean + margin], [low, high], rtol=1e-9)


def test_writes_the_sign_of_the_mean_alone():
    assert f"{interval([1.0, 2.0, 3.0]):+.1f}" == "+2.0 ± 2.5"
    assert f"{interval([1, 2, 3])}" == "2 ± 2.48"


@pytest.mark.parametrize("values", [1.0, [], [1.0], [[1.0, 2.0]]], ids=str)
def test_needs_two_seeds(values):
    with pytest.raises(ValueError, match="at least two"):
        interval(values)


def test_masks_are_refused():
    with pytest.raises(TypeError, match="values is a MaskedArray"):
        interval(np.ma.masked_array([1.0, 2.0, 9.0], mask=[0, 0, 1]))


@pytest.mark.parametrize("confidence", [0, 1, 95])
def test_confidence_is_a_probability(confidence):
    with pytest.raises(ValueError, match="confidence is"):
        interval([1.0, 2.0], confidence=confidence)
