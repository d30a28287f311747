import numpy as np
import pytest

from dlnotes import pooling
from dlnotes.pooling import strip_pool, strip_pool_backward
from tests.oracles import check_finite_differences, sample
from tests.pooling.formulas import CASES, agrees_with_its_formula


@pytest.mark.parametrize("case", CASES["strip_pool"], ids=str)
@pytest.mark.parametrize(
    "variant", [{}, {"dtype": np.float32}, {"strided": True}], ids=str
)
def test_is_torch_s(case, variant):
    agrees_with_its_formula(pooling, "strip_pool", case, **variant)


def test_gradients_are_slopes():
    shapes = (2, 2, 4, 5), (3, 2, 3), (3, 2, 5)
    arrays = [sample(shape, seed=k) for k, shape in enumerate(shapes)]
    check_finite_differences(strip_pool, strip_pool_backward, *arrays)


def test_by_hand():
    x = np.array([[[0.0, 0, 0, 0], [4, 4, 4, 4], [0, 0, 0, 0], [0, 4, 0, 0]]])
    # rows' means 0 4 0 1, columns' means 1 2 1 1
    assert strip_pool(x)[0, 1].tolist() == [5, 6, 5, 5]
    assert strip_pool(x)[0, 3].tolist() == [2, 3, 2, 2]


def test_a_kernel_looks_at_neighbouring_rows():
    x = np.array([[[0.0, 0], [6, 6], [0, 0]]])
    above = np.array([[[1.0, 0, 0]]])  # what stands one row above
    nothing = np.zeros((1, 1, 1))
    assert strip_pool(x, above, nothing)[0].tolist() == [[0, 0], [0, 0], [6, 6]]


@pytest.mark.parametrize(
    ("weights", "error", "message"),
    [
        (([[1.0]],), TypeError, "row_weight is a list, expected a NumPy array"),
        ((np.ones((2, 2)),), ValueError, "row_weight has 2 dimensions"),
        ((np.ones((1, 3, 3)),), ValueError, r"but x has 1 channels \(expected \(O, 1,"),
        ((None, np.ones((1, 1, 2))), ValueError, "column_weight has 2 taps, .* odd"),
        ((np.ones((2, 1, 3)),), ValueError, "row_weight makes 2 channels and column_w"),
        ((np.ones((1, 1, 3), np.float32),), TypeError, "row_weight is float32; exp"),
    ],
)
def test_wrong_input_is_named(weights, error, message):
    x = np.ones((1, 5, 5))
    with pytest.raises(error, match=message):
        strip_pool(x, *weights)
    with pytest.raises(error, match=message):
        strip_pool_backward(x, x, *weights)


def test_a_wrong_dy_is_named():
    with pytest.raises(ValueError, match="dy has shape"):
        strip_pool_backward(np.ones((1, 5, 4)), np.ones((1, 5, 5)))
