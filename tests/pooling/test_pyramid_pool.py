import numpy as np
import pytest

from dlnotes import pooling
from dlnotes.pooling import pyramid_pool, pyramid_pool_backward
from tests.oracles import assert_agrees, check_finite_differences, sample
from tests.pooling.formulas import CASES, agrees_with_its_formula


@pytest.mark.parametrize("case", CASES["pyramid_pool"], ids=str)
@pytest.mark.parametrize(
    "variant", [{}, {"dtype": np.float32}, {"strided": True}], ids=str
)
def test_is_torch_s(case, variant):
    agrees_with_its_formula(pooling, "pyramid_pool", case, **variant)


def test_gradients_are_slopes():
    x = sample((2, 2, 4, 5), seed=0)
    check_finite_differences(pyramid_pool, pyramid_pool_backward, x, bins=(1, 3))


def test_by_hand():
    x = np.array([[[0.0, 8], [0, 0]]])
    assert pyramid_pool(x, bins=[1]).tolist() == [[[0, 8], [0, 0]], [[2, 2], [2, 2]]]
    # at as many regions as pixels nothing is averaged
    assert np.array_equal(pyramid_pool(x, bins=(2,))[1], x[0])


def test_a_1x1_convolution_may_follow():
    x, weight = sample((2, 4, 6, 7), seed=0), sample((3, 4), seed=1)
    mixed = np.einsum("oc,nchw->nohw", weight, x)
    parts = pyramid_pool(x).reshape(2, 5, 4, 6, 7)
    after = np.einsum("oc,nbchw->nbohw", weight, parts)
    assert_agrees(pyramid_pool(mixed).reshape(after.shape), after)


@pytest.mark.parametrize(
    ("bins", "error", "message"),
    [
        (2, TypeError, "bins is 2, expected a tuple or list of integers"),
        ([], ValueError, r"bins is \[\], expected at least one integer"),
        ((1, 0), ValueError, "bins is 0, expected at least 1"),
        ((1.5,), TypeError, "bins is 1.5, expected an integer"),
    ],
)
def test_wrong_input_is_named(bins, error, message):
    x = np.ones((1, 5, 5))
    with pytest.raises(error, match=message):
        pyramid_pool(x, bins=bins)
    with pytest.raises(error, match=message):
        pyramid_pool_backward(np.ones((5, 5, 5)), x, bins=bins)


def test_a_wrong_dy_is_named():
    with pytest.raises(ValueError, match="dy has shape"):
        pyramid_pool_backward(np.ones((4, 5, 5)), np.ones((1, 5, 5)))
