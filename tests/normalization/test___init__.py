"""What the whole family promises; see `family.py`."""

import numpy as np
import pytest

from dlnotes import normalization
from tests.normalization.family import (
    CALLS,
    NAIVE,
    NON_FINITE,
    assert_masked_is_refused,
    assert_non_finite,
    assert_numbers,
    assert_twins,
)
from tests.normalization.stress import (
    TALL,
    assert_many_rows,
    assert_room,
)


@pytest.mark.parametrize("case", NON_FINITE, ids=str)
@pytest.mark.parametrize("mean", [0, 50])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_nan_and_infinity_stay_where_the_formula_puts_them(case, mean, dtype):
    assert_non_finite(normalization, case, dtype=dtype, mean=mean)


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_numbers_of_numpy_are_numbers(name, dtype):
    assert_numbers(normalization, name, dtype=dtype)


@pytest.mark.parametrize("name", CALLS)
def test_masked_arrays_are_refused(name):
    assert_masked_is_refused(normalization, name)


@pytest.mark.parametrize("operator", NAIVE)
def test_readable_twins_are_torch_s_and_the_fast_ones(operator):
    assert_twins(normalization, operator)


@pytest.mark.parametrize("shape", TALL, ids=str)
def test_sums_over_samples_run_in_float64(shape):
    assert_many_rows(normalization, shape)


def test_means_have_room_beyond_float32():
    assert_room(normalization)
