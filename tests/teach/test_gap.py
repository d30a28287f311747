import numpy as np
import pytest

from dlnotes.teach import gap


@pytest.mark.parametrize(
    ("a", "b", "right"),
    [
        ([1.0, 2.5], [1.0, 2.0], 0.25),
        ([3.0], [-3.0], 2.0),
        ([0.5, 0.0], [0.0, 0.0], 0.5),
        ([0.0], [0.0], 0.0),
        ([], [], 0.0),
        (2.0, 4.0, 0.5),
        ([np.inf, 1.0], [np.inf, 1.0], 0.0),
        ([3j], [4j], 0.25),
    ],
)
def test_is_relative_to_the_largest_entry_expected(a, b, right):
    assert gap(a, b) == right


def test_small_integers_do_not_wrap():
    assert gap(np.uint8([0]), np.uint8([200])) == 1.0


def test_half_precision_does_not_overflow():
    assert gap(np.float16([-6e4]), np.float16([6e4])) == 2.0


def test_nan_is_never_close():
    assert np.isnan(gap([np.nan, 1.0], [1.0, 1.0]))


def test_masks_are_refused():
    masked = np.ma.masked_array([1.0, 2.0], mask=[0, 1])
    with pytest.raises(TypeError, match="a is a MaskedArray"):
        gap(masked, np.ones(2))
    with pytest.raises(TypeError, match="b holds a MaskedArray"):
        gap(np.ones((1, 2)), [masked])


def test_shapes_must_agree():
    with pytest.raises(ValueError, match=r"\(2,\), b \(2, 1\)"):
        gap(np.ones(2), np.ones((2, 1)))
