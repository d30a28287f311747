"""What the whole family promises; see `family.py`."""

import numpy as np
import pytest

from dlnotes import normalization
from tests.normalization.family import (
    CALLS,
    NAIVE,
    NON_FINITE,
    OVERLAPS,
    assert_masked_is_refused,
    assert_non_finite,
    assert_numbers,
    assert_twins,
    assert_updated_alone,
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


UPDATES = {"batch_norm": {"training": True}, "instance_norm": {}}


@pytest.mark.parametrize("overlap", OVERLAPS)
@pytest.mark.parametrize("operator", UPDATES)
@pytest.mark.parametrize("twin", ["", "_naive"])
def test_running_statistics_that_overlap_are_refused(operator, twin, overlap):
    options = UPDATES[operator]
    assert_updated_alone(normalization, overlap, operator + twin, **options)


def test_running_statistics_between_each_other_are_updated():
    x, both = np.arange(6.0).reshape(2, 3), np.zeros((3, 2))
    normalization.batch_norm(x, both[:, 0], both[:, 1], training=True, momentum=1.0)
    assert both.tolist() == [[1.5, 4.5], [2.5, 4.5], [3.5, 4.5]]


@pytest.mark.parametrize("operator", NAIVE)
def test_readable_twins_are_torch_s_and_the_fast_ones(operator):
    assert_twins(normalization, operator)


@pytest.mark.parametrize("shape", TALL, ids=str)
def test_sums_over_samples_run_in_float64(shape):
    assert_many_rows(normalization, shape)


def test_means_have_room_beyond_float32():
    assert_room(normalization)
