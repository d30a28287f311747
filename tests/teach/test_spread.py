import numpy as np
import pytest

from dlnotes.teach import Spread


def test_mean_deviation_and_range():
    it = Spread([1, 2, 6])
    assert (it.mean, it.median, it.low, it.high) == (3, 2, 1, 6)
    assert it.std == pytest.approx(7**0.5)
    assert f"{it:.1f}" == "3.0 ± 2.6"
    assert repr(it) == "3 ± 2.65"


def test_one_seed_does_not_spread():
    assert Spread([4.0]).std == 0


@pytest.mark.parametrize("values", [[], 3.0, [[1, 2]]])
def test_needs_one_value_a_seed(values):
    with pytest.raises(ValueError, match="one value a seed"):
        Spread(values)


def test_masks_are_refused():
    with pytest.raises(TypeError, match="values is a MaskedArray"):
        Spread(np.ma.masked_array([1.0, 2.0, 3.0], mask=[0, 0, 1]))
    with pytest.raises(TypeError, match="values holds a MaskedArray"):
        Spread([1.0, 2.0, np.ma.masked])
