"""The checks that every room shares: what they accept, and what they say."""

from fractions import Fraction

import numpy as np
import pytest

from dlnotes._arguments import as_int, as_real, check_array


@pytest.mark.parametrize("number", [2, 2.0, Fraction(2), np.float16(2), np.int8(2)])
def test_any_real_number_becomes_a_float(number):
    assert type(as_real("lr", number)) is float
    assert as_real("lr", number) == 2.0


@pytest.mark.parametrize("value", [True, np.True_, "2", 2j, np.array(2.0), None])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(TypeError, match=r"lr is .*, expected a number"):
        as_real("lr", value)


@pytest.mark.parametrize("value", [np.nan, np.inf, -1, np.float32(1)])
def test_numbers_outside_the_limits_are_refused(value):
    with pytest.raises(ValueError, match=r"at least 0, below 1"):
        as_real("beta", value, 0, below=1)


@pytest.mark.parametrize(
    "value", [10**400, -(10**5000), Fraction(10**400, 3)], ids=["400", "5000", "part"]
)
def test_numbers_beyond_every_float_are_refused(value):
    with pytest.raises(ValueError, match=r"lr is too large, expected a finite number"):
        as_real("lr", value)


def test_numpy_integers_are_integers_and_booleans_are_not():
    assert type(as_int("k", np.uint8(3), minimum=1)) is int
    with pytest.raises(TypeError, match="expected an integer"):
        as_int("k", np.True_, minimum=0)


def test_a_masked_array_is_refused():
    with pytest.raises(TypeError, match="x is a MaskedArray"):
        check_array("x", np.ma.masked_array(np.ones(3), mask=[0, 1, 0]))
