import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnotes import convolution
from dlnotes.convolution import conv2d_naive, conv2d_winograd, winograd_matrices
from tests.convolution.oracles import THREE_BY_THREE, agrees_with_torch_by_tiles
from tests.convolution.strategies import convolutions
from tests.oracles import assert_agrees, sample

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same'")


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("tile", [2, 4])
@pytest.mark.parametrize("case", THREE_BY_THREE, ids=str)
def test_is_torch_s(case, tile, dtype):
    agrees_with_torch_by_tiles(convolution, case, tile=tile, dtype=dtype)


@given(
    convolutions(kernels=st.just((3, 3)), steps=st.just((1, 1))),
    st.sampled_from([2, 4]),
)
def test_is_naive(c, tile):
    bias = sample(c.weight.shape[:1], seed=9)
    expected = conv2d_naive(c.x, c.weight, bias, **c.options)
    options = {name: c.options[name] for name in ("padding", "groups")}
    assert_agrees(conv2d_winograd(c.x, c.weight, bias, tile=tile, **options), expected)


@pytest.mark.parametrize("tile", [2, 4])
def test_matrices_filter(tile):
    bt, g, at = winograd_matrices(tile)
    for tap in range(3):
        for pixel in range(tile + 2):
            kernel, data = np.eye(3)[tap], np.eye(tile + 2)[pixel]
            y = at @ ((g @ kernel) * (bt @ data))
            assert y.round(12).tolist() == np.correlate(data, kernel).tolist()


def test_matrices_are_the_caller_s_own():
    winograd_matrices(2)[0][:] = 0
    assert winograd_matrices(2)[0].any()


def test_large_tiles_round_worse():
    x = sample((1, 64, 18, 18), seed=0)
    weight = sample((8, 64, 3, 3), seed=1)
    exact = conv2d_winograd(x, weight)
    small, large = (
        np.abs(conv2d_winograd(*map(np.float32, (x, weight)), tile=tile) - exact).max()
        for tile in (2, 4)
    )
    assert 3 * small < large < 1e-4 * np.abs(exact).max()


@pytest.mark.parametrize(
    ("tile", "error", "message"),
    [
        (3, ValueError, "tile is 3, expected 2 or 4"),
        (0, ValueError, "tile is 0"),
        (2.0, TypeError, "tile is 2.0, expected an integer"),
        ([2], TypeError, "tile is"),
        (None, TypeError, "tile is None"),
    ],
)
def test_malformed_tile(tile, error, message):
    with pytest.raises(error, match=message):
        winograd_matrices(tile)
    with pytest.raises(error, match=message):
        conv2d_winograd(np.ones((1, 5, 5)), np.ones((1, 1, 3, 3)), tile=tile)


def test_malformed_kernel():
    with pytest.raises(ValueError, match=r"serves 3x3 .* weight has 5x5 kernels"):
        conv2d_winograd(np.ones((1, 5, 5)), np.ones((1, 1, 5, 5)))
