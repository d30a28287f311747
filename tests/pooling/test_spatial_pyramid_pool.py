import numpy as np
import pytest

from dlnotes import pooling
from dlnotes.pooling import spatial_pyramid_pool, spatial_pyramid_pool_backward
from tests.oracles import check_finite_differences, sample
from tests.pooling.formulas import CASES, agrees_with_its_formula


@pytest.mark.parametrize("case", CASES["spatial_pyramid_pool"], ids=str)
@pytest.mark.parametrize(
    "variant", [{}, {"dtype": np.float32}, {"strided": True}], ids=str
)
def test_is_torch_s(case, variant):
    agrees_with_its_formula(pooling, "spatial_pyramid_pool", case, **variant)


def test_gradients_are_slopes():
    x = sample((2, 2, 4, 5), seed=0)
    check_finite_differences(
        spatial_pyramid_pool, spatial_pyramid_pool_backward, x, levels=(1, 3)
    )


@pytest.mark.parametrize("size", [(13, 13), (7, 20), (3, 2)])
def test_the_length_does_not_depend_on_the_size(size):
    assert spatial_pyramid_pool(np.ones((2, 5, *size))).shape == (2, 21 * 5)


def test_by_hand():
    x = np.array([[[0.0, 0], [1, 2]], [[5, 0], [0, 0]]])
    # level 1 of both channels, then level 2 of the first, then of the second
    y = spatial_pyramid_pool(x, levels=[1, 2])
    assert y.tolist() == [2, 5, 0, 0, 1, 2, 5, 0, 0, 0]


@pytest.mark.parametrize(
    ("levels", "error", "message"),
    [
        (2, TypeError, "levels is 2, expected a tuple or list of integers"),
        ((), ValueError, r"levels is \(\), expected at least one integer"),
        ((1, 0), ValueError, "levels is 0, expected at least 1"),
        ((1.5,), TypeError, "levels is 1.5, expected an integer"),
    ],
)
def test_wrong_input_is_named(levels, error, message):
    x = np.ones((1, 5, 5))
    with pytest.raises(error, match=message):
        spatial_pyramid_pool(x, levels=levels)
    with pytest.raises(error, match=message):
        spatial_pyramid_pool_backward(np.ones(21), x, levels=levels)


def test_a_wrong_dy_is_named():
    with pytest.raises(ValueError, match=r"dy has shape \(20,\), expected \(21,\)"):
        spatial_pyramid_pool_backward(np.ones(20), np.ones((1, 5, 5)))
