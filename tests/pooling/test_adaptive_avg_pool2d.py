import numpy as np
import pytest

from dlnotes import pooling
from dlnotes.pooling import adaptive_avg_pool2d, adaptive_avg_pool2d_backward
from tests.oracles import check_finite_differences, sample
from tests.pooling.oracles import ADAPTIVE, agrees_with_torch


@pytest.mark.parametrize("case", ADAPTIVE, ids=str)
@pytest.mark.parametrize(
    "variant", [{}, {"dtype": np.float32}, {"strided": True}], ids=str
)
def test_is_torch_s(case, variant):
    agrees_with_torch(pooling, "adaptive_avg_pool2d", case, **variant)


def test_gradients_are_slopes():
    x = sample((2, 2, 4, 5), seed=0)
    check_finite_differences(
        adaptive_avg_pool2d, adaptive_avg_pool2d_backward, x, output_size=(3, 2)
    )


def test_by_hand():
    x = np.array([[[1.0, 5, 2, 0], [3, 4, 8, 6]]])
    assert adaptive_avg_pool2d(x, 1).tolist() == [[[3.625]]]
    # three regions of four columns: 0 and 1, 1 and 2, 2 and 3
    assert adaptive_avg_pool2d(x, (1, 3)).tolist() == [[[3.25, 4.75, 4]]]


def test_large_maps_are_summed_in_float64():
    x = np.full((1, 3000, 3000), 0.1, np.float32)
    assert np.isclose(adaptive_avg_pool2d(x, 1), np.float32(0.1), rtol=1e-6).all()


def test_nan_stays_in_its_regions():
    x = np.ones((1, 4, 4))
    x[0, 0, 0] = np.nan
    nan = np.isnan(adaptive_avg_pool2d(x, 2))
    assert nan.tolist() == [[[True, False], [False, False]]]


@pytest.mark.parametrize(
    ("output_size", "error", "message"),
    [
        (0, ValueError, "output_size is 0, expected at least 1"),
        (1.5, TypeError, "output_size is 1.5, expected an integer"),
        ((1, 2, 3), ValueError, r"output_size is \(1, 2, 3\), expected an integer or"),
    ],
)
def test_wrong_input_is_named(output_size, error, message):
    with pytest.raises(error, match=message):
        adaptive_avg_pool2d(np.ones((1, 5, 5)), output_size)
    with pytest.raises(error, match=message):
        adaptive_avg_pool2d_backward(
            np.ones((1, 2, 2)), np.ones((1, 5, 5)), output_size
        )


def test_a_wrong_dy_is_named():
    with pytest.raises(ValueError, match="dy has shape"):
        adaptive_avg_pool2d_backward(np.ones((1, 2, 3)), np.ones((1, 5, 5)), 2)
